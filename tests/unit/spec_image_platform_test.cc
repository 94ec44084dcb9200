#include "spec/image/platform.h"

#include <gtest/gtest.h>

#include "spec/image/index.h"

namespace spec::image {
namespace {

std::string parsed(const char* text) {
  const Result<Platform> platform = parse_platform(text);
  return platform ? platform->text() : platform.error().message;
}

TEST(Platform, IsNormalisedAsContainerdDoes) {
  EXPECT_EQ(parsed("linux/arm64/v8"), "linux/arm64");
  EXPECT_EQ(parsed("linux/aarch64"), "linux/arm64");
  EXPECT_EQ(parsed("Linux/x86_64"), "linux/amd64");
  EXPECT_EQ(parsed("linux/amd64/v1"), "linux/amd64");
  EXPECT_EQ(parsed("linux/amd64/v3"), "linux/amd64/v3");
  EXPECT_EQ(parsed("linux/i386"), "linux/386");
  EXPECT_EQ(parsed("linux/armhf"), "linux/arm/v7");
  EXPECT_EQ(parsed("linux/armel"), "linux/arm/v6");
  EXPECT_EQ(parsed("linux/arm"), "linux/arm/v7");
  EXPECT_EQ(parsed("linux/arm/6"), "linux/arm/v6");
  EXPECT_EQ(parsed("macos/arm64"), "darwin/arm64");
}

TEST(Platform, OneWordIsCompletedFromTheHost) {
  EXPECT_EQ(parsed("linux"), host_platform().text());
  EXPECT_EQ(parsed("s390x"), "linux/s390x");
}

TEST(Platform, RefusesWhatIsNone) {
  EXPECT_EQ(parsed("nonsense"), "platform \"nonsense\": unknown operating system or architecture");
  for (const char* text : {"", "/", "linux/", "linux/amd64/v1/x", "../x", "linux/am d"}) {
    EXPECT_FALSE(parse_platform(text)) << text;
  }
}

Index index_of(const std::vector<std::string>& platforms) {
  Index index;
  for (const std::string& name : platforms) {
    Descriptor manifest;
    manifest.media_type = "application/vnd.oci.image.manifest.v1+json";
    manifest.digest = digest_of(name);
    if (!name.empty()) {
      const std::size_t slash = name.find('/');
      const std::size_t end = name.find('/', slash + 1);
      manifest.platform = Platform{};
      manifest.platform->os = name.substr(0, slash);
      manifest.platform->architecture = name.substr(slash + 1, end - slash - 1);
      if (end != std::string::npos) manifest.platform->variant = name.substr(end + 1);
    }
    index.manifests.push_back(manifest);
  }
  return index;
}

std::string match(const Index& index, const char* wanted) {
  const Descriptor* manifest = best_match(index, *parse_platform(wanted));
  if (manifest == nullptr) return "none";
  return manifest->platform ? manifest->platform->text() : "unnamed";
}

TEST(Platform, BestMatchInAnIndex) {
  const Index index = index_of({"windows/amd64", "linux/386", "linux/arm/v5", "linux/arm/v7", "linux/arm64/v8",
                                "linux/amd64", "unknown/unknown"});
  EXPECT_EQ(match(index, "linux/amd64"), "linux/amd64");
  EXPECT_EQ(match(index, "linux/amd64/v3"), "linux/amd64");
  EXPECT_EQ(match(index, "linux/arm64"), "linux/arm64/v8");
  EXPECT_EQ(match(index, "linux/arm/v6"), "linux/arm/v5");
  EXPECT_EQ(match(index, "linux/arm/v8"), "linux/arm/v7");
  EXPECT_EQ(match(index, "linux/s390x"), "none");
  EXPECT_EQ(match(index_of({"linux/arm/v7", "linux/386"}), "linux/arm64"), "linux/arm/v7");
  EXPECT_EQ(match(index_of({"linux/arm/v7", "linux/386"}), "linux/amd64"), "linux/386");
  EXPECT_EQ(match(index_of({"", "linux/amd64"}), "linux/amd64"), "linux/amd64");
  EXPECT_EQ(match(index_of({"", "linux/amd64"}), "linux/s390x"), "unnamed");
  EXPECT_EQ(platforms_text(index).find("unknown"), std::string::npos);
}

}  // namespace
}  // namespace spec::image
