#include "spec/image/document.h"

#include <gtest/gtest.h>

#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"

namespace spec::image {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

std::string descriptor(const std::string& type, const std::string& more = "") {
  return R"({"mediaType":")" + type + R"(","digest":")" + kDigest + R"(","size":7)" + more + "}";
}
const std::string kConfigPart = R"("config":)" + descriptor(std::string(kOciConfig));
const std::string kLayersPart = R"("layers":[)" + descriptor(std::string(kOciLayerGzip)) + "]";
const std::string kManifestsPart = R"("manifests":[)" + descriptor(std::string(kOciManifest)) + "]";

std::string object(const std::string& type, const std::string& parts) {
  return R"({"schemaVersion":2)" + (type.empty() ? "" : R"(,"mediaType":")" + type + '"') + "," + parts + "}";
}

std::string type_of(const std::string& text, std::string_view declared) {
  const Result<std::string> type = document_type(text, declared);
  return type ? *type : type.error().text();
}

TEST(Document, TypeComesFromTheSenderTheDocumentOrItsMembers) {
  const std::string manifest = object("", kConfigPart + "," + kLayersPart);
  EXPECT_EQ(type_of(manifest, kDockerManifest), kDockerManifest);
  EXPECT_EQ(type_of(manifest, ""), kOciManifest);
  EXPECT_EQ(type_of(manifest, "application/json"), kOciManifest);
  EXPECT_EQ(type_of(object(std::string(kDockerManifest), kConfigPart), ""), kDockerManifest);
  EXPECT_EQ(type_of(object("", kManifestsPart), ""), kOciIndex);
}

// CVE-2021-41190: the same bytes as two types.
TEST(Document, IsNeverValidAsTwoTypes) {
  const std::string both = object("", kConfigPart + "," + kLayersPart + "," + kManifestsPart);
  EXPECT_EQ(type_of(both, kOciManifest), "a manifest and an index in one document");
  EXPECT_EQ(type_of(both, kOciIndex), "a manifest and an index in one document");
  EXPECT_FALSE(parse_manifest(both));
  EXPECT_FALSE(parse_index(both));
  EXPECT_FALSE(document_type(object("", kManifestsPart + R"(,"fsLayers":[])"), ""));
  EXPECT_FALSE(document_type(object("", kManifestsPart), kOciManifest));
  EXPECT_FALSE(document_type(object("", kConfigPart), kOciIndex));
  EXPECT_EQ(type_of(object(std::string(kOciIndex), kManifestsPart), kDockerIndex),
            "mediaType: the document says \"application/vnd.oci.image.index.v1+json\", but it was sent as "
            "\"application/vnd.docker.distribution.manifest.list.v2+json\"");
}

TEST(Document, ManifestRoundTripKeepsUnknownMembers) {
  const std::string text = R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)" +
                           descriptor(std::string(kOciConfig), R"(,"annotations":{"a":"b"},"x-new":[1])") + "," +
                           kLayersPart + R"(,"annotations":{"k":"v"},"x-more":1.50})";
  const Result<Manifest> manifest = parse_manifest(text, kOciManifest);
  ASSERT_TRUE(manifest) << manifest.error().text();
  EXPECT_EQ(write_manifest(*manifest), text);
  EXPECT_EQ(manifest->layers.at(0).size, 7U);
}

TEST(Document, IndexRoundTripKeepsPlatforms) {
  const std::string text =
      R"({"schemaVersion":2,"manifests":[)" +
      descriptor(std::string(kOciManifest), R"(,"platform":{"architecture":"arm","os":"linux","variant":"v7"})") + "]}";
  const Result<Index> index = parse_index(text, kOciIndex);
  ASSERT_TRUE(index) << index.error().text();
  EXPECT_EQ(write_index(*index), text);
  EXPECT_EQ(index->manifests.at(0).platform->text(), "linux/arm/v7");
}

TEST(Document, HostileDescriptorsAreRefused) {
  const auto with = [](const std::string& descriptor_text) {
    return object("", kConfigPart + R"(,"layers":[)" + descriptor_text + "]");
  };
  const auto error = [](const std::string& text) {
    const Result<Manifest> manifest = parse_manifest(text);
    return manifest ? "no error" : manifest.error().text();
  };
  EXPECT_TRUE(error(with(R"({"mediaType":"t","digest":")" + kDigest + R"(","size":-1})"))
                  .starts_with("manifest: layers[0].size: number out of range: -1"));
  EXPECT_TRUE(error(with(R"({"mediaType":"t","digest":")" + kDigest + R"(","size":9223372036854775808})"))
                  .starts_with("manifest: layers[0].size: number out of range"));
  EXPECT_TRUE(error(with(R"({"mediaType":"t","digest":"sha256:../../x","size":1})"))
                  .starts_with("manifest: layers[0].digest: invalid digest \"sha256:../../x\""));
  EXPECT_EQ(error(R"({"schemaVersion":1,"config":)" + descriptor("t") + R"(,"layers":[]})"),
            "manifest: schemaVersion 1 is not supported, only 2");
  EXPECT_EQ(error(object("", kConfigPart)), "manifest: layers: is missing");
}

TEST(MediaType, LayersAndTheirCompression) {
  EXPECT_EQ(layer_compression(kOciLayer), Compression::kNone);
  EXPECT_EQ(layer_compression(kDockerLayerGzip), Compression::kGzip);
  EXPECT_EQ(layer_compression(kOciLayerZstd), Compression::kZstd);
  EXPECT_EQ(layer_compression("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"), Compression::kGzip);
  EXPECT_FALSE(layer_compression("application/vnd.in-toto+json"));
}

}  // namespace
}  // namespace spec::image
