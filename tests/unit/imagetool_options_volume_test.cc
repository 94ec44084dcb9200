#include "spec/bundle/volume_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imagetool::options {
namespace {

using ::testing::ElementsAre;

std::string error_of(const std::string& text) {
  const auto mount = spec::bundle::parse_volume(text);
  return mount ? "no error" : mount.error().text();
}

TEST(Volume, IsABindMount) {
  const auto mount = spec::bundle::parse_volume("/usr/../:/data:ro");
  ASSERT_TRUE(mount) << mount.error().text();
  EXPECT_EQ(mount->source, "/");
  EXPECT_EQ(mount->destination, "/data");
  EXPECT_EQ(mount->type, "bind");
  EXPECT_THAT(mount->options, ElementsAre("rbind", "rprivate", "ro"));
  EXPECT_THAT(spec::bundle::parse_volume("./:/x")->options, ElementsAre("rbind", "rprivate", "rw"));
  EXPECT_THAT(spec::bundle::parse_volume("./:/x:rslave,z,ro")->options, ElementsAre("rbind", "rslave", "ro"));
}

TEST(Volume, MistakesAreTold) {
  EXPECT_EQ(error_of("/a"), "/a: volumes without a name are not there (SRC:DST shows a folder of the host)");
  EXPECT_EQ(error_of("/a:/b:ro:x"), "/a:/b:ro:x: SRC:DST or SRC:DST:ro is expected");
  EXPECT_EQ(error_of("/:/b:rw,ro"), "invalid mode: rw,ro");
  EXPECT_EQ(error_of("/:/b:nocopy"), "invalid mode: nocopy");
  EXPECT_EQ(error_of("data:/b"), "\"data\": volumes with a name are not there (./data is a folder)");
  EXPECT_EQ(error_of("/:b"), "\"b\" is not an absolute path");
  EXPECT_EQ(error_of("/:/"), "destination can't be '/'");
  EXPECT_EQ(error_of("/no/such:/b"), "/no/such: No such file or directory");
}

}  // namespace
}  // namespace imagetool::options
