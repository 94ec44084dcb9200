#include "spec/layout/garbage.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "spec/image/index.h"
#include "spec/layout/find_image.h"
#include "spec/layout/roots.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

using layer::Tar;

class GarbageTest : public StoreTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "layers are kept as root";
    StoreTest::SetUp();
  }
  // An image with one layer, unpacked, under a name; nothing is held any more.
  image::Descriptor named_image(const std::string& name, const std::string& file) {
    const Result<Lease> lease = Lease::take(*store_);
    image::Descriptor image = make_image(*lease, {Tar().file(file).text()}, "A=" + file);
    const Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
    EXPECT_TRUE(unpack_image(*lease, loaded->manifest, loaded->config));
    EXPECT_TRUE(set_name(*store_, name, image));
    return image;
  }
  std::size_t blobs() const { return list("blobs/sha256").size(); }
  std::size_t layers() const { return unpacked_layers(*store_)->list()->size(); }
};

TEST_F(GarbageTest, WhatANameNeedsStaysAndTheRestGoes) {
  named_image("a", "1");
  named_image("b", "2");
  EXPECT_TRUE(collect(*store_)->blobs.empty());
  EXPECT_EQ(blobs(), 6u);
  EXPECT_EQ(layers(), 2u);
  ASSERT_TRUE(remove_name(*store_, "a"));
  const Result<Collected> collected = collect(*store_);
  ASSERT_TRUE(collected) << collected.error().text();
  EXPECT_EQ(collected->blobs.size(), 3u);
  EXPECT_EQ(collected->layers.size(), 1u);
  EXPECT_GT(collected->bytes, 0u);
  EXPECT_EQ(blobs(), 3u);
  EXPECT_EQ(layers(), 1u);
  EXPECT_EQ(list("layers/links").size(), 1u);
  EXPECT_TRUE(list("tmp").empty());
  EXPECT_TRUE(list("leases").empty());
  EXPECT_TRUE(find_image(*store_, "b"));
}

TEST_F(GarbageTest, ALeaseKeepsWhatIsNotNamedYet) {
  {
    const Result<Lease> lease = Lease::take(*store_);
    const image::Descriptor image = make_image(*lease, {Tar().file("x").text()});
    const Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
    ASSERT_TRUE(unpack_image(*lease, loaded->manifest, loaded->config));
    Result<BlobWriter> half = BlobWriter::make(*lease);
    ASSERT_TRUE(half->write("half"));
    EXPECT_TRUE(collect(*store_)->blobs.empty());
    EXPECT_EQ(blobs(), 3u);
    EXPECT_EQ(layers(), 1u);
    EXPECT_TRUE(half->commit());
  }
  EXPECT_EQ(collect(*store_)->blobs.size(), 4u);
  EXPECT_EQ(layers(), 0u);
}

TEST_F(GarbageTest, ABundleKeepsItsLayersUntilItIsGone) {
  const std::string config = outer_->path() + "/bundle/config.json";
  {
    const Result<Lease> lease = Lease::take(*store_);
    const image::Descriptor image = make_image(*lease, {Tar().file("x").text()});
    const Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
    const auto unpacked = unpack_image(*lease, loaded->manifest, loaded->config);
    ASSERT_TRUE(make_dirs(outer_->fd(), "bundle", 0755));
    ASSERT_TRUE(replace_file(FdRef::cwd(), config, "{}", 0644, Durable::kNo));
    Root root;
    root.config = config;
    root.layers = {unpacked->at(0).id};
    root.image = image.digest.text();
    ASSERT_TRUE(add_root(*lease, root));
    ASSERT_TRUE(add_root(*lease, root));
    root.config = "relative/config.json";
    EXPECT_FALSE(add_root(*lease, root));
  }
  ASSERT_TRUE(collect(*store_));
  EXPECT_EQ(blobs(), 0u);
  EXPECT_EQ(layers(), 1u);
  EXPECT_EQ(list("roots").size(), 1u);
  EXPECT_EQ(list_roots(*store_)->at(0).config, config);
  ASSERT_TRUE(remove_tree(outer_->fd(), "bundle"));
  EXPECT_TRUE(list_roots(*store_)->empty());
  ASSERT_TRUE(collect(*store_));
  EXPECT_EQ(layers(), 0u);
  EXPECT_TRUE(list("roots").empty());
}

TEST_F(GarbageTest, AnIndexKeepsWhatItHasAndMayLackOtherPlatforms) {
  image::Descriptor target;
  {
    const Result<Lease> lease = Lease::take(*store_);
    image::Descriptor other;
    other.media_type = image::kOciManifest;
    other.digest = image::digest_of("never pulled");
    other.size = 12;
    image::Index index;
    index.media_type = image::kOciIndex;
    index.manifests = {make_image(*lease, {Tar().file("x").text()}), other};
    target = *put_blob(*lease, image::write_index(index), std::string(image::kOciIndex));
    target.media_type = "application/x-another-tools-word";
    ASSERT_TRUE(set_name(*store_, "n", target));
  }
  EXPECT_TRUE(collect(*store_)->blobs.empty());
  EXPECT_EQ(blobs(), 4u);
}

TEST_F(GarbageTest, NothingIsDeletedOnHalfTheKnowledge) {
  const image::Descriptor image = named_image("a", "1");
  const Result<Lease> lease = Lease::take(*store_);
  ASSERT_TRUE(put_blob(*lease, "garbage", ""));
  ASSERT_TRUE(replace_file(store_->dir(), Store::blob_path(image.digest), "{damaged", 0600, Durable::kNo));
  EXPECT_FALSE(collect(*store_));
  EXPECT_EQ(blobs(), 4u);
}

// Runs `work` in a process that is killed at its system call number `at`.
// False where it was done before.
template <class Work>
bool killed_at(int at, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_EXITKILL);
  for (int call = 0; call < at && WIFSTOPPED(status); ++call) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    EXPECT_EQ(::waitpid(child, &status, 0), child);
  }
  if (!WIFSTOPPED(status)) return false;
  ::kill(child, SIGKILL);
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return true;
}

// Whatever the moment: the store is read, has no part of a blob and no part of
// a layer, and garbage collection cleans it.
TEST_F(GarbageTest, AWriterThatIsKilledLeavesAReadableStore) {
  named_image("kept", "kept");
  int rounds = 0;
  bool killed = true;
  for (int at = 1; killed; at += 7, ++rounds) {
    killed = killed_at(at, [&] {
      store_.emplace(std::move(*Store::open(root())));
      named_image("n", concat("round", at));
    });
    const Result<Store> store = Store::open(root());
    ASSERT_TRUE(store) << store.error().text();
    ASSERT_TRUE(find_image(*store, "kept"));
    for (const std::string& name : list("blobs/sha256")) {
      ASSERT_TRUE(store->read_blob(*image::Digest::parse("sha256:" + name))) << name;
    }
    if (const std::optional<NamedImage> named = *find_name(*store, "n")) {
      const Result<StoredImage> image = load_image(*store, named->target, image::host_platform());
      ASSERT_TRUE(image) << image.error().text();
      const Result<Lease> lease = Lease::take(*store);
      const auto layers = unpack_image(*lease, image->manifest, image->config);
      ASSERT_TRUE(layers) << layers.error().text();
      EXPECT_EQ(list_dir(FdRef::cwd(), layers->at(0).folder)->size(), 1u);
    }
    // The round before has lost its name.
    const Result<std::vector<NamedImage>> entries = list_names(*store);
    for (const NamedImage& image : *entries) {
      if (!image.name.empty()) continue;
      ASSERT_TRUE(remove_target(*store, image.target.digest));
    }
    const Result<Collected> collected = collect(*store);
    ASSERT_TRUE(collected) << collected.error().text();
    EXPECT_TRUE(list("tmp").empty());
    EXPECT_TRUE(list("leases").empty());
    EXPECT_EQ(list("layers/links").size(), layers());
    EXPECT_LE(blobs(), 6u);
    if (HasFailure()) break;
  }
  EXPECT_GT(rounds, 20);
}

TEST_F(GarbageTest, ACollectionThatIsKilledIsDoneByTheNext) {
  named_image("kept", "kept");
  bool killed = true;
  for (int at = 1; killed && !HasFailure(); at += 11) {
    named_image("n", concat("round", at));
    ASSERT_TRUE(remove_name(*store_, "n"));
    killed = killed_at(at, [&] { EXPECT_TRUE(collect(*store_)); });
    ASSERT_TRUE(find_image(*store_, "kept"));
    ASSERT_TRUE(collect(*store_));
    EXPECT_EQ(blobs(), 3u);
    EXPECT_EQ(layers(), 1u);
    EXPECT_EQ(list("layers/links").size(), 1u);
    EXPECT_TRUE(list("tmp").empty());
  }
}

}  // namespace
}  // namespace spec::layout
