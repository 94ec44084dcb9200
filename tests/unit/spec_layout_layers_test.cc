#include "spec/layout/layers.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "spec/image/chain_id.h"
#include "spec/layout/find_image.h"
#include "spec/layout/garbage.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

using layer::Tar;
using layer::tree_of;

class LayersTest : public StoreTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "layers are kept as root";
    StoreTest::SetUp();
    layers_ = unpacked_layers(*store_);
    lease_.emplace(std::move(*Lease::take(*store_)));
  }
  Result<std::vector<UnpackedLayer>> unpack(const std::vector<std::string>& tars) {
    const image::Descriptor image = make_image(*lease_, tars);
    Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
    if (!loaded) return std::move(loaded).error();
    return unpack_image(*lease_, loaded->manifest, loaded->config);
  }
  static std::string tree(const UnpackedLayer& layer) { return tree_of(*open_dir(layer.folder)); }

  std::unique_ptr<UnpackedLayers> layers_;
  std::optional<Lease> lease_;
};

TEST_F(LayersTest, ALayerIsUnpackedOnceAndFoundByItsDiffId) {
  const std::string base = Tar().folder("d").file("d/f", "1").text();
  const Result<std::vector<UnpackedLayer>> one = unpack({base});
  ASSERT_TRUE(one) << one.error().text();
  EXPECT_EQ(one->at(0).id.by, LayerId::By::kDiff);
  EXPECT_EQ(tree(one->at(0)), "d/\nd/f=1\n");
  // On another base it is the same folder.
  const Result<std::vector<UnpackedLayer>> two = unpack({Tar().file("other").text(), base});
  ASSERT_TRUE(two) << two.error().text();
  EXPECT_EQ(two->at(1).folder, one->at(0).folder);
  EXPECT_EQ(two->at(1).link, one->at(0).link);
  EXPECT_EQ(list("layers/diff/sha256").size(), 2u);
  EXPECT_EQ(list("layers/links").size(), 2u);
  // The short link leads to the folder.
  EXPECT_EQ(tree_of(*open_dir(layers_->links_folder() + "/" + one->at(0).link)), "d/\nd/f=1\n");
}

TEST_F(LayersTest, ALayerThatNeedsItsParentsIsKeptByChainId) {
  const std::string base = Tar().folder("d", 0700).file("d/f", "1").text();
  const std::string other = Tar().folder("d", 0711).text();
  const std::string top = Tar().file("d/g", "2").text();
  const Result<std::vector<UnpackedLayer>> one = unpack({base, top});
  ASSERT_TRUE(one) << one.error().text();
  EXPECT_EQ(one->at(1).id.by, LayerId::By::kChain);
  EXPECT_EQ(one->at(1).id.digest, image::chain_ids({image::digest_of(base), image::digest_of(top)})[1]);
  struct stat status;
  ASSERT_EQ(::stat((one->at(1).folder + "/d").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
  const Result<std::vector<UnpackedLayer>> two = unpack({other, top});
  ASSERT_TRUE(two) << two.error().text();
  ASSERT_EQ(::stat((two->at(1).folder + "/d").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0711u);
  // At the bottom nothing is needed of parents, but the key says what it is.
  const Result<std::vector<UnpackedLayer>> bottom = unpack({top});
  ASSERT_TRUE(bottom) << bottom.error().text();
  EXPECT_EQ(bottom->at(0).id.by, LayerId::By::kChain);
}

TEST_F(LayersTest, AHardLinkToNothingIsAnError) {
  const Result<std::vector<UnpackedLayer>> layers = unpack({Tar().hard_link("a", "missing").text()});
  ASSERT_FALSE(layers);
  EXPECT_NE(layers.error().text().find("a hard link to a missing file"), std::string::npos) << layers.error().text();
  EXPECT_TRUE(list("layers/links").empty());
  EXPECT_TRUE(list_dir(lease_->tmp(), ".")->empty());
}

TEST_F(LayersTest, ABlobWithAnotherContentThanTheConfigSaysIsAnError) {
  const image::Descriptor image = make_image(*lease_, {Tar().file("a").text()});
  Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
  loaded->config.rootfs.diff_ids[0] = image::digest_of("something else");
  const auto layers = unpack_image(*lease_, loaded->manifest, loaded->config);
  ASSERT_FALSE(layers);
  EXPECT_NE(layers.error().text().find("its content's digest is"), std::string::npos);
  EXPECT_TRUE(layers_->list()->empty());
  loaded->config.rootfs.diff_ids.clear();
  EXPECT_EQ(unpack_image(*lease_, loaded->manifest, loaded->config).error().text(),
            "the manifest has 1 layers, the config has 0");
}

TEST_F(LayersTest, TheFasterOfTwoWins) {
  const LayerId id{LayerId::By::kDiff, image::digest_of("x")};
  const auto first = layers_->begin(*lease_);
  const auto second = layers_->begin(*lease_);
  layer::StringSource tar(Tar().file("a", "1").text());
  layer::StringSource same(tar.data);
  ASSERT_TRUE((*first)->apply(tar));
  ASSERT_TRUE((*second)->apply(same));
  EXPECT_FALSE(*layers_->find(id));
  const Result<UnpackedLayer> one = (*first)->commit(id);
  const Result<UnpackedLayer> two = (*second)->commit(id);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->link, two->link);
  EXPECT_EQ(list("layers/links").size(), 1u);
}

TEST_F(LayersTest, AnUpperFolderIsAdopted) {
  const std::string upper = lease_->tmp_path() + "/upper";
  ASSERT_EQ(::mkdir(upper.c_str(), 0755), 0);
  ASSERT_TRUE(replace_file(FdRef::cwd(), upper + "/f", "1", 0644, Durable::kNo));
  const LayerId id{LayerId::By::kDiff, image::digest_of("x")};
  const Result<UnpackedLayer> layer = layers_->adopt(*lease_, upper, id);
  ASSERT_TRUE(layer) << layer.error().text();
  EXPECT_EQ(tree(*layer), "f=1\n");
  EXPECT_NE(::access(upper.c_str(), F_OK), 0);
  EXPECT_EQ((*layers_->find(id))->folder, layer->folder);
}

TEST_F(LayersTest, AnUnsyncedLayerOfAnEarlierBootCountsForNothing) {
  const std::string tar = Tar().file("a", "1").text();
  const Result<std::vector<UnpackedLayer>> layers = unpack({tar});
  const LayerId id = layers->at(0).id;
  const std::string mark = concat("layers/diff/sha256/", id.digest.hex(), "/unsynced");
  ASSERT_TRUE(there(mark));
  ASSERT_TRUE(replace_file(store_->dir(), mark, "another boot", 0600, Durable::kNo));
  ASSERT_TRUE(replace_file(FdRef::cwd(), layers->at(0).folder + "/a", "", 0600, Durable::kNo));
  EXPECT_FALSE(*layers_->find(id));
  const Result<std::vector<UnpackedLayer>> again = unpack({tar});
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(tree(again->at(0)), "a=1\n");
  ASSERT_TRUE(layers_->make_durable());
  EXPECT_FALSE(there(mark));
  EXPECT_TRUE(*layers_->find(id));
}

TEST_F(LayersTest, OneFolderFromAllLayers) {
  const image::Descriptor image = make_image(
      *lease_, {Tar().folder("d").file("d/a", "1").file("b", "1").text(), Tar().file("d/.wh.a").file("c", "2").text()});
  Result<StoredImage> loaded = load_image(*store_, image, image::host_platform());
  ASSERT_TRUE(make_dirs(outer_->fd(), "rootfs", 0755));
  const Result<Fd> rootfs = open_dir(outer_->fd(), "rootfs");
  const Result<void> done = unpack_rootfs(*lease_, loaded->manifest, loaded->config, *rootfs);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(tree_of(*rootfs), "b=1\nc=2\nd/\n");
}

// 127 layers, mounted by their short names from the folder of links in one
// mount(2), as a kernel without "lowerdir+" needs it.
TEST_F(LayersTest, AHundredAndTwentySevenLayersAreOneOverlay) {
  std::vector<std::string> tars;
  for (int i = 0; i < 127; ++i) {
    Tar tar;
    tar.folder("d").file(concat("d/f", i), concat(i));
    if (i > 0) tar.file(concat("d/.wh.f", i - 1));
    tars.push_back(tar.text());
  }
  const Result<std::vector<UnpackedLayer>> layers = unpack(tars);
  ASSERT_TRUE(layers) << layers.error().text();
  std::string lower;
  for (auto layer = layers->rbegin(); layer != layers->rend(); ++layer)
    lower += (lower.empty() ? "" : ":") + layer->link;
  const std::string options = "lowerdir=" + lower;
  ASSERT_LT(options.size(), 4096u);
  ASSERT_TRUE(make_dirs(outer_->fd(), "merged", 0755));
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string merged = outer_->path() + "/merged";
    if (::unshare(CLONE_NEWNS) < 0 || ::mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) ::_exit(2);
    if (::chdir(layers_->links_folder().c_str()) < 0) ::_exit(1);
    if (::mount("overlay", merged.c_str(), "overlay", MS_RDONLY, options.c_str()) < 0) ::_exit(2);
    const bool right = tree_of(*open_dir(merged)) == "d/\nd/f126=126\n";
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "this file system or machine makes no overlay mounts";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace spec::layout
