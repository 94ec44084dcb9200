#include "imagetool/options/volume.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/bundle/volume_option.h"

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

volume::Use use_of(const std::string& text) {
  const auto parsed = parse_volume(text);
  EXPECT_TRUE(parsed);
  return std::get<NamedVolume>(*parsed).use;
}

std::string error_of_volume(const std::string& text) {
  const auto parsed = parse_volume(text);
  return parsed ? "no error" : parsed.error().text();
}

TEST(NamedVolume, HasANameOrNone) {
  const volume::Use use = use_of("data:/srv/:ro,z,nocopy");
  EXPECT_EQ(use.volume.name, "data");
  EXPECT_EQ(use.destination, "/srv");
  EXPECT_EQ(use.mode, "ro,z,nocopy");
  EXPECT_TRUE(use.read_only);
  EXPECT_FALSE(use.copies);
  EXPECT_EQ(use_of("/srv").volume.name, "");
  EXPECT_TRUE(use_of("/srv").copies);
  EXPECT_TRUE(std::get<NamedVolume>(*parse_volume("data:/srv:U,rw")).owned);
}

TEST(NamedVolume, PathsAreTheHosts) {
  const auto there = std::get<HostFolder>(*parse_volume("/usr/../:/x:U"));
  EXPECT_EQ(there.mount.source, "/");
  EXPECT_TRUE(there.owned);
  EXPECT_EQ(std::get<HostFolder>(*parse_volume("/no/../such/:/x")).mount.source, "/such/");
}

TEST(NamedVolume, MistakesAreTold) {
  EXPECT_EQ(error_of_volume("data:/x:ro,rw"), "invalid mode: ro,rw");
  EXPECT_EQ(error_of_volume("data:/x:rslave"), "invalid mode: rslave");
  EXPECT_EQ(error_of_volume("data:x"), "invalid mount path: 'x' mount path must be absolute");
  EXPECT_EQ(error_of_volume("data"), "invalid mount path: 'data' mount path must be absolute");
  EXPECT_EQ(error_of_volume("data:/"), "invalid specification: destination can't be '/'");
  EXPECT_EQ(error_of_volume("a:/b:c:d"), "invalid volume specification: 'a:/b:c:d'");
  EXPECT_EQ(error_of_volume("-x:/b"),
            "\"-x\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are "
            "allowed (a folder of the host has an absolute path)");
}

}  // namespace
}  // namespace imagetool::options
