// What is copied, in which order, and what a hostile source gets to do.
#include "imagetool/archive/copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {
namespace {

namespace image = spec::image;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

image::Descriptor descriptor_of(const std::string& text, std::string_view type) {
  image::Descriptor descriptor;
  descriptor.media_type = type;
  descriptor.digest = image::digest_of(text);
  descriptor.size = text.size();
  return descriptor;
}

class MemorySource : public ImageSource {
 public:
  image::Descriptor add(const std::string& text, std::string_view type) {
    const image::Descriptor descriptor = descriptor_of(text, type);
    contents[descriptor.digest] = text;
    return descriptor;
  }
  image::Descriptor add_image(const std::string& name) {
    image::Manifest manifest;
    manifest.media_type = image::kOciManifest;
    manifest.config = add("config of " + name, image::kOciConfig);
    manifest.layers = {add("layer of " + name, image::kOciLayer)};
    image::Descriptor descriptor = add(image::write_manifest(manifest), image::kOciManifest);
    descriptor.platform = image::Platform{"linux", name, "", "", {}, {}};
    return descriptor;
  }
  void set_index(const std::vector<image::Descriptor>& manifests) {
    image::Index index;
    index.media_type = image::kOciIndex;
    index.manifests = manifests;
    top_ = add(image::write_index(index), image::kOciIndex);
  }

  Result<Document> top() override { return document(top_); }
  Result<Document> document(const image::Descriptor& descriptor) override {
    ++asked;
    const auto found = contents.find(descriptor.digest);
    if (found != contents.end()) return verified_document(found->second, descriptor);
    Error error = fail("not here");
    error.number = ENOENT;
    return error;
  }
  Result<void> blob(const image::Descriptor& blob, Sink& sink) override { return sink.write(contents[blob.digest]); }

  std::map<image::Digest, std::string> contents;
  int asked = 0;

 private:
  image::Descriptor top_;
};

class MemoryDestination : public ImageDestination {
 public:
  unsigned parallel() const override { return 1; }
  Result<Begun> begin(const image::Descriptor& blob) override {
    struct Blob : BlobSink {
      explicit Blob(MemoryDestination& to_) : to(to_) {}
      Result<void> write(std::string_view data) override {
        text += data;
        return {};
      }
      Result<void> finish() override {
        to.written.push_back(text);
        return {};
      }
      MemoryDestination& to;
      std::string text;
    };
    if (blob.digest == known) return Begun{nullptr, "Already exists"};
    return Begun{std::make_unique<Blob>(*this), ""};
  }
  Result<void> put(const Document& document) override {
    written.push_back(document.descriptor.media_type);
    return {};
  }
  Result<void> put_top(const Document& document, const std::vector<std::string>& names) override {
    TRY(put(document));
    written.insert(written.end(), names.begin(), names.end());
    return {};
  }
  std::vector<std::string> written;
  image::Digest known;
};

struct Copied {
  std::vector<std::string> written;
  std::string error;
};
Copied copy_from(MemorySource& source, const CopyOptions& options, const image::Digest& known = {}) {
  MemoryDestination destination;
  destination.known = known;
  transfer::Progress progress(stdout, transfer::Progress::Style::kQuiet);
  const Result<Document> top = source.top();
  const Result<Document> done = copy(source, *top, destination, {"name"}, options, progress);
  return {destination.written, done ? "" : done.error().text()};
}

const std::string kManifest(image::kOciManifest);
const std::string kIndex(image::kOciIndex);

TEST(Copy, BlobsThenManifestsThenTheIndexThenTheName) {
  MemorySource source;
  source.set_index({source.add_image("amd64"), source.add_image("arm64")});
  CopyOptions options;
  options.all = true;
  EXPECT_THAT(copy_from(source, options).written, ElementsAre("layer of amd64", "config of amd64", "layer of arm64",
                                                              "config of arm64", kManifest, kManifest, kIndex, "name"));
}

TEST(Copy, OnePlatformAlone) {
  MemorySource source;
  source.set_index({source.add_image("amd64"), source.add_image("arm64")});
  CopyOptions options;
  options.platform = image::Platform{"linux", "arm64", "", "", {}, {}};
  EXPECT_THAT(copy_from(source, options).written, ElementsAre("layer of arm64", "config of arm64", kManifest, "name"));
}

TEST(Copy, AnIndexOfLayersAsBuildKitsCachesAreIsCopiedWhole) {
  MemorySource source;
  source.set_index(
      {source.add("layer", image::kOciLayer), source.add("config", "application/vnd.buildkit.cacheconfig.v0")});
  EXPECT_THAT(copy_from(source, {}).written, ElementsAre("layer", "config", kIndex, "name"));
}

TEST(Copy, WhatIsThereIsNotWritten) {
  MemorySource source;
  source.set_index({source.add_image("amd64")});
  CopyOptions options;
  options.all = true;
  EXPECT_THAT(copy_from(source, options, image::digest_of("layer of amd64")).written,
              ElementsAre("config of amd64", kManifest, kIndex, "name"));
}

TEST(Copy, NothingIsWrittenWhereSomethingIsMissing) {
  MemorySource source;
  MemorySource other;
  source.set_index({source.add_image("amd64"), other.add_image("arm64")});
  CopyOptions options;
  options.all = true;
  const Copied copied = copy_from(source, options);
  EXPECT_THAT(copied.error, HasSubstr("the image for linux/arm64 is not here"));
  EXPECT_THAT(copied.written, ElementsAre());
}

TEST(Copy, ABlobThatIsAnotherFails) {
  MemorySource source;
  source.set_index({source.add_image("amd64")});
  source.contents[image::digest_of("layer of amd64")] = "layer of AMD64";
  CopyOptions options;
  options.all = true;
  const Copied copied = copy_from(source, options);
  EXPECT_THAT(copied.error, HasSubstr("the content's digest is"));
  EXPECT_THAT(copied.written, ElementsAre());
}

TEST(Copy, AnImageThatAnIndexNamesAgainAndAgainIsAskedForOnce) {
  MemorySource source;
  source.set_index(std::vector<image::Descriptor>(5000, source.add_image("amd64")));
  CopyOptions options;
  options.all = true;
  options.format = Format::kDocker;
  EXPECT_EQ(copy_from(source, options).error, "");
  EXPECT_EQ(source.asked, 2);
}

TEST(Copy, AnIndexOfEndlessManifestsIsRefused) {
  MemorySource source;
  image::Descriptor endless = source.add_image("amd64");
  endless.size = std::uint64_t{1} << 40;
  source.set_index({endless});
  CopyOptions options;
  options.all = true;
  EXPECT_THAT(copy_from(source, options).error, HasSubstr("larger than 67108864 bytes together"));
}

TEST(Copy, DigestsThatHaveToStay) {
  MemorySource source;
  source.set_index({source.add_image("amd64")});
  CopyOptions options;
  options.all = true;
  options.preserve_digests = true;
  EXPECT_EQ(copy_from(source, options).error, "");
  options.format = Format::kDocker;
  EXPECT_THAT(copy_from(source, options).error, HasSubstr("--preserve-digests forbids it"));
  options = CopyOptions();
  options.all = true;
  options.must_be = image::digest_of("x");
  EXPECT_THAT(copy_from(source, options).error, HasSubstr("the image's digest is"));
}

}  // namespace
}  // namespace imagetool::archive
