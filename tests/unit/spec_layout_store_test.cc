#include "spec/layout/store.h"

#include <sys/stat.h>

#include "spec/image/index.h"
#include "spec/layout/find_image.h"
#include "spec/layout/names.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

TEST_F(StoreTest, IsALayoutThatOthersCannotEnter) {
  EXPECT_EQ(*read_file(store_->dir(), "oci-layout", 100), R"({"imageLayoutVersion":"1.0.0"})");
  EXPECT_NE(read_file(store_->dir(), "index.json", 1000)->find(R"("manifests":[])"), std::string::npos);
  struct stat status;
  ASSERT_EQ(::stat(root().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
  EXPECT_TRUE(Store::open(root()));
}

TEST_F(StoreTest, AnotherToolsLayoutIsAdopted) {
  const std::string path = outer_->path() + "/theirs";
  ASSERT_TRUE(make_dirs(FdRef::cwd(), path + "/blobs/sha256", 0755));
  ASSERT_TRUE(
      replace_file(FdRef::cwd(), path + "/oci-layout", R"({"imageLayoutVersion": "1.0.0"})", 0644, Durable::kNo));
  ASSERT_TRUE(replace_file(FdRef::cwd(), path + "/index.json",
                           R"({"schemaVersion":2,"manifests":[],"annotations":{"x":"y"}})", 0644, Durable::kNo));
  const Result<Store> store = Store::open(path);
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_TRUE(Lease::take(*store));
  EXPECT_NE(read_file(path + "/index.json", 1000)->find(R"("x":"y")"), std::string::npos);
}

TEST_F(StoreTest, AFolderWithOtherThingsIsNoStore) {
  EXPECT_NE(Store::open(outer_->path()).error().text().find("not an image store, and not empty"), std::string::npos);
  const std::string path = outer_->path() + "/v2";
  ASSERT_TRUE(make_dirs(FdRef::cwd(), path, 0755));
  ASSERT_TRUE(
      replace_file(FdRef::cwd(), path + "/oci-layout", R"({"imageLayoutVersion":"2.0.0"})", 0644, Durable::kNo));
  EXPECT_NE(Store::open(path).error().text().find("version \"2.0.0\" is not 1.0.0"), std::string::npos);
}

TEST_F(StoreTest, ABlobIsThereOnceItIsCommitted) {
  const Result<Lease> lease = Lease::take(*store_);
  image::Descriptor expected;
  expected.digest = image::digest_of("hello");
  expected.size = 5;
  {
    Result<BlobWriter> writer = BlobWriter::make(*lease, expected);
    ASSERT_TRUE(writer->write("hel"));
    EXPECT_FALSE(*store_->has(expected.digest));
    ASSERT_TRUE(writer->write("lo"));
    const Result<image::Digest> digest = writer->commit();
    ASSERT_TRUE(digest) << digest.error().text();
    EXPECT_EQ(*digest, expected.digest);
  }
  EXPECT_TRUE(*store_->has(expected));
  EXPECT_EQ(*store_->read_blob(expected), "hello");
  expected.size = 6;
  EXPECT_FALSE(*store_->has(expected));
  EXPECT_FALSE(store_->read_blob(expected));
  EXPECT_EQ(put_blob(*lease, "hello", "text/plain")->digest, expected.digest);
  EXPECT_EQ(list_dir(lease->tmp(), ".")->size(), 0u);
}

TEST_F(StoreTest, ABlobThatIsNotWhatWasSaidLeavesNothing) {
  const Result<Lease> lease = Lease::take(*store_);
  image::Descriptor expected;
  expected.digest = image::digest_of("hello");
  expected.size = 5;
  const auto outcome = [&](const std::string& data) -> std::string {
    Result<BlobWriter> writer = BlobWriter::make(*lease, expected);
    if (Result<void> written = writer->write(data); !written) return written.error().text();
    const Result<image::Digest> digest = writer->commit();
    return digest ? "ok" : digest.error().text();
  };
  EXPECT_NE(outcome("jello").find("the content's digest is sha256:"), std::string::npos);
  EXPECT_NE(outcome("hell").find("has 4 bytes, its descriptor says 5"), std::string::npos);
  EXPECT_NE(outcome("hello!").find("longer than the 5 bytes"), std::string::npos);
  EXPECT_FALSE(*store_->has(expected.digest));
  EXPECT_EQ(list_dir(lease->tmp(), ".")->size(), 0u);
  EXPECT_TRUE(list("blobs/sha256").empty());
}

TEST_F(StoreTest, ADamagedBlobIsNotRead) {
  const Result<Lease> lease = Lease::take(*store_);
  const image::Descriptor blob = *put_blob(*lease, "hello", "");
  ASSERT_TRUE(replace_file(store_->dir(), Store::blob_path(blob.digest), "jello", 0600, Durable::kNo));
  EXPECT_NE(store_->read_blob(blob).error().text().find("it is damaged"), std::string::npos);
  EXPECT_NE(store_->read_blob(blob.digest, 3).error().text().find("larger than 3 bytes"), std::string::npos);
  const image::Digest missing = image::digest_of("missing");
  EXPECT_EQ(store_->read_blob(missing).error().number, ENOENT);
  // A FIFO or a link in a blob's place stops nobody and leads nowhere.
  const std::string path = Store::blob_path(missing);
  ASSERT_EQ(::mkfifoat(store_->dir().get(), path.c_str(), 0600), 0);
  EXPECT_NE(store_->read_blob(missing).error().text().find("not a regular file"), std::string::npos);
  ASSERT_EQ(::unlinkat(store_->dir().get(), path.c_str(), 0), 0);
  ASSERT_EQ(::symlinkat("/etc/passwd", store_->dir().get(), path.c_str()), 0);
  EXPECT_FALSE(store_->read_blob(missing));
  EXPECT_FALSE(*store_->has(missing));
}

class NamesTest : public StoreTest {
 protected:
  std::string index() const { return *read_file(store_->dir(), "index.json", 1 << 20); }
  void write_index(const std::string& text) {
    ASSERT_TRUE(replace_file(store_->dir(), "index.json", text, 0600, Durable::kNo));
  }
};

TEST_F(NamesTest, AreSetReplacedAndRemoved) {
  const Result<Lease> lease = Lease::take(*store_);
  const image::Descriptor one = make_image(*lease, {}, "A=1");
  const image::Descriptor two = make_image(*lease, {}, "A=2");
  EXPECT_FALSE(*set_name(*store_, "docker.io/library/a:1", one));
  EXPECT_FALSE(*set_name(*store_, "docker.io/library/b:1", one));
  EXPECT_EQ((*set_name(*store_, "docker.io/library/a:1", two))->digest, one.digest);
  const Result<std::vector<NamedImage>> names = list_names(*store_);
  ASSERT_EQ(names->size(), 2u);
  EXPECT_EQ((*names)[0].name, "docker.io/library/b:1");
  EXPECT_EQ((*names)[1].target.digest, two.digest);
  EXPECT_EQ((*names)[1].target.annotations.at("org.opencontainers.image.ref.name"), "docker.io/library/a:1");
  EXPECT_TRUE(*remove_name(*store_, "docker.io/library/a:1"));
  EXPECT_FALSE(*remove_name(*store_, "docker.io/library/a:1"));
  EXPECT_FALSE(*find_name(*store_, "docker.io/library/a:1"));
  ASSERT_TRUE(set_names(*store_, {"x", "y"}, one));
  EXPECT_EQ(*remove_target(*store_, one.digest), (std::vector<std::string>{"docker.io/library/b:1", "x", "y"}));
  EXPECT_TRUE(list_names(*store_)->empty());
}

TEST_F(NamesTest, AnImageThatLostItsLastNameStaysWithoutOne) {
  const Result<Lease> lease = Lease::take(*store_);
  const image::Descriptor one = make_image(*lease, {}, "A=1");
  const image::Descriptor two = make_image(*lease, {}, "A=2");
  ASSERT_TRUE(set_name(*store_, "n", one));
  ASSERT_TRUE(set_name(*store_, "n", two));
  Result<std::vector<NamedImage>> names = list_names(*store_);
  ASSERT_EQ(names->size(), 2u);
  EXPECT_EQ((*names)[1].name, "");
  EXPECT_EQ((*names)[1].target.digest, one.digest);
  EXPECT_TRUE((*names)[1].target.annotations.empty());
  // A name is all it takes to be one of the others again; without one it has no second entry.
  ASSERT_TRUE(set_name(*store_, "m", one));
  EXPECT_EQ(list_names(*store_)->size(), 2u);
  ASSERT_TRUE(set_names(*store_, {""}, one));
  EXPECT_EQ(list_names(*store_)->size(), 2u);
  const image::Descriptor three = make_image(*lease, {}, "A=3");
  ASSERT_TRUE(set_names(*store_, {""}, three));
  EXPECT_EQ(list_names(*store_)->back().target.digest, three.digest);
}

TEST_F(NamesTest, WhatOtherToolsWroteStays) {
  const std::string foreign = R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" +
                              image::digest_of("x").text() + R"(","size":1,"x-new":[1.50],"annotations":{"a":"b"}})";
  write_index(R"({"schemaVersion":2,"x-top":{"k":null},"manifests":[)" + foreign + R"(,{"odd":true},7],"z":1})");
  const Result<Lease> lease = Lease::take(*store_);
  EXPECT_EQ(list_names(*store_)->size(), 1u);
  ASSERT_TRUE(set_name(*store_, "n", make_image(*lease, {})));
  EXPECT_NE(index().find(foreign + R"(,{"odd":true},7,)"), std::string::npos) << index();
  EXPECT_NE(index().find(R"("x-top":{"k":null})"), std::string::npos);
  EXPECT_NE(index().find(R"("z":1)"), std::string::npos);
  ASSERT_TRUE(remove_name(*store_, "n"));
  EXPECT_NE(index().find(foreign), std::string::npos);
}

TEST_F(NamesTest, ADamagedIndexIsAnErrorAndStays) {
  for (const char* text : {"", "{", "[]", R"({"manifests":{}})"}) {
    write_index(text);
    EXPECT_FALSE(list_names(*store_)) << text;
    EXPECT_FALSE(set_name(*store_, "n", image::Descriptor{})) << text;
    EXPECT_EQ(index(), text);
  }
}

TEST_F(NamesTest, ImagesAreFoundByNameIdAndDigest) {
  const Result<Lease> lease = Lease::take(*store_);
  const image::Descriptor one = make_image(*lease, {}, "A=1");
  const image::Descriptor two = make_image(*lease, {}, "A=2");
  ASSERT_TRUE(set_name(*store_, "docker.io/library/centos:latest", one));
  ASSERT_TRUE(set_name(*store_, "docker.io/library/centos:8", one));
  ASSERT_TRUE(set_name(*store_, "docker.io/me/app:1", two));
  const Result<StoredImage> image = find_image(*store_, "centos");
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_EQ(image->found_as, "docker.io/library/centos:latest");
  EXPECT_EQ(image->names.size(), 2u);
  EXPECT_EQ(image->descriptor.digest, one.digest);
  EXPECT_EQ(image->config.config.env, std::vector<std::string>{"A=1"});
  const std::string id = image->id().text();
  for (const std::string& text : {id, id.substr(7), id.substr(7, 12), id.substr(0, 20), one.digest.text(),
                                  "centos@" + one.digest.text(), std::string("centos:8")}) {
    const Result<StoredImage> found = find_image(*store_, text);
    ASSERT_TRUE(found) << text << ": " << found.error().text();
    EXPECT_EQ(found->id().text(), id) << text;
  }
  for (const std::string& text : {std::string("centos:9"), std::string("nothing"), "me/app@" + one.digest.text()}) {
    const Result<StoredImage> missing = find_image(*store_, text);
    ASSERT_FALSE(missing) << text;
    EXPECT_EQ(missing.error().number, ENOENT);
    EXPECT_EQ(missing.error().text(), text + ": no such image");
  }
  EXPECT_FALSE(find_image(*store_, "Not/A Name"));
  const std::vector<Target> targets = by_target(*list_names(*store_));
  ASSERT_EQ(targets.size(), 2u);
  EXPECT_EQ(load_target(*store_, targets[0])->names, image->names);
}

TEST_F(NamesTest, APrefixOfSeveralIdsIsAnError) {
  const Result<Lease> lease = Lease::take(*store_);
  for (int i = 0; i < 17; ++i) {
    ASSERT_TRUE(set_name(*store_, concat("docker.io/library/n:", i), make_image(*lease, {}, concat("A=", i))));
  }
  int ambiguous = 0;
  for (const char digit : std::string("0123456789abcdef")) {
    const Result<StoredImage> found = find_image(*store_, std::string(1, digit));
    if (!found && found.error().text().find("several images have ids that begin so") != std::string::npos) ++ambiguous;
  }
  EXPECT_GT(ambiguous, 0);  // 17 ids begin with 16 digits
}

TEST_F(NamesTest, AnIndexMeansTheManifestForThePlatform) {
  const Result<Lease> lease = Lease::take(*store_);
  image::Descriptor here = make_image(*lease, {});
  here.platform = image::host_platform();
  image::Descriptor other;
  other.media_type = image::kOciManifest;
  other.digest = image::digest_of("never pulled");
  other.size = 12;
  other.platform.emplace();
  other.platform->os = "plan9";
  other.platform->architecture = "mips";
  image::Index index_of_two;
  index_of_two.media_type = image::kOciIndex;
  index_of_two.manifests = {other, here};
  const image::Descriptor target = *put_blob(*lease, image::write_index(index_of_two), std::string(image::kOciIndex));
  ASSERT_TRUE(set_name(*store_, "docker.io/library/multi:latest", target));
  const Result<StoredImage> image = find_image(*store_, "multi");
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_EQ(image->target.digest, target.digest);
  EXPECT_EQ(image->descriptor.digest, here.digest);
  image::Platform windows;
  windows.os = "windows";
  windows.architecture = "arm64";
  EXPECT_NE(find_image(*store_, "multi", windows).error().text().find("no image for windows/arm64"), std::string::npos);
}

}  // namespace
}  // namespace spec::layout
