#include "spec/image/reference.h"

#include <gtest/gtest.h>

namespace spec::image {
namespace {

const std::string kHex(64, 'a');

std::string full(const std::string& text) {
  const Result<Reference> reference = parse_reference(text);
  return reference ? reference->text() : reference.error().message;
}

TEST(Reference, IsNormalisedAsDockerDoes) {
  EXPECT_EQ(full("centos"), "docker.io/library/centos:latest");
  EXPECT_EQ(full("library/centos"), "docker.io/library/centos:latest");
  EXPECT_EQ(full("docker.io/centos:7"), "docker.io/library/centos:7");
  EXPECT_EQ(full("index.docker.io/me/app"), "docker.io/me/app:latest");
  EXPECT_EQ(full("me/app:1.0_b-2"), "docker.io/me/app:1.0_b-2");
  EXPECT_EQ(full("localhost/app"), "localhost/app:latest");
  EXPECT_EQ(full("localhost:5000/a/b/c"), "localhost:5000/a/b/c:latest");
  EXPECT_EQ(full("127.0.0.1:5000/app"), "127.0.0.1:5000/app:latest");
  EXPECT_EQ(full("[::1]:5000/app:2"), "[::1]:5000/app:2");
  EXPECT_EQ(full("Registry.Example/app"), "Registry.Example/app:latest");
  EXPECT_EQ(full("a.b/c__d/e---f.g_h"), "a.b/c__d/e---f.g_h:latest");
  EXPECT_EQ(full("app@sha256:" + kHex), "docker.io/library/app@sha256:" + kHex);
  EXPECT_EQ(full("app:1@sha256:" + kHex), "docker.io/library/app:1@sha256:" + kHex);
}

TEST(Reference, SaysWhetherTheTagWasGiven) {
  EXPECT_TRUE(parse_reference("app")->default_tag);
  EXPECT_FALSE(parse_reference("app:latest")->default_tag);
  EXPECT_FALSE(parse_reference("app@sha256:" + kHex)->default_tag);
}

TEST(Reference, IsShortForPeople) {
  EXPECT_EQ(parse_reference("centos")->familiar(), "centos:latest");
  EXPECT_EQ(parse_reference("me/app:1")->familiar(), "me/app:1");
  EXPECT_EQ(parse_reference("library/a/b")->familiar_name(), "library/a/b");
  EXPECT_EQ(parse_reference("localhost:5000/library/a")->familiar(), "localhost:5000/library/a:latest");
}

TEST(Reference, IsRefusedInDockersWords) {
  EXPECT_EQ(full("Foo"), "Foo: invalid reference format: repository name must be lowercase");
  EXPECT_EQ(full("me/App:1"), "me/App:1: invalid reference format: repository name must be lowercase");
  EXPECT_EQ(full(kHex), "invalid repository name (" + kHex + "), cannot specify 64-byte hexadecimal strings");
  EXPECT_EQ(full(std::string(256, 'a')),
            std::string(256, 'a') + ": repository name must not be more than 255 characters");
  EXPECT_EQ(full(""), "\"\": invalid reference format");
  for (const char* text : {"/",
                           "a/",
                           "/a",
                           "a//b",
                           "a:",
                           "a:b:c",
                           "a@",
                           "a..b",
                           "a._b",
                           "a___b",
                           "-a",
                           "a-",
                           "a b",
                           "../x",
                           "a/../b",
                           "localhost:/a",
                           "host:port/a",
                           "ex_ample.com/a",
                           "[zz]:1/a",
                           "a:-x",
                           "https://example.com/a",
                           "a@sha256:../../x",
                           "a\nb"}) {
    EXPECT_NE(full(text).find(": invalid reference format"), std::string::npos) << text << " gave " << full(text);
  }
  EXPECT_FALSE(parse_reference("a:" + std::string(129, 'x')));
}

}  // namespace
}  // namespace spec::image
