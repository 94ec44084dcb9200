#include "runtime/mount/idmap_option.h"

#include <gmock/gmock.h>

namespace runtime::mount {
namespace {

using spec::runtime::IdMapping;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

spec::runtime::Config config_with(const std::string& option) {
  spec::runtime::Config config;
  config.mounts.push_back({"/m", "none", "/s", {"bind", option}, {}, {}});
  config.linux.uid_mappings = {{0, 0, 1}, {1, 2, 1000}};
  config.linux.gid_mappings = {{0, 100, 10}};
  return config;
}

TEST(IdmapOption, GivesTheMountMappingsOfItsOwn) {
  spec::runtime::Config config = config_with("ridmap=uids=0-1-10#10-11-10;gids=0-100-10");
  ASSERT_TRUE(expand_idmap_options(config));
  const spec::runtime::Mount& mount = config.mounts[0];
  EXPECT_THAT(mount.options, ElementsAre("bind", "ridmap"));
  EXPECT_THAT(mount.uid_mappings, ElementsAre(IdMapping{0, 1, 10}, IdMapping{10, 11, 10}));
  EXPECT_THAT(mount.gid_mappings, ElementsAre(IdMapping{0, 100, 10}));
}

TEST(IdmapOption, AnAtMakesARangeRelativeToTheContainersUserNamespace) {
  spec::runtime::Config config = config_with("idmap=uids=@1-3-10;gids=@0-5-1");
  ASSERT_TRUE(expand_idmap_options(config));
  EXPECT_THAT(config.mounts[0].uid_mappings, ElementsAre(IdMapping{1, 4, 10}));
  EXPECT_THAT(config.mounts[0].gid_mappings, ElementsAre(IdMapping{0, 105, 1}));
}

TEST(IdmapOption, AnErrorNamesTheOption) {
  const std::pair<const char*, const char*> cases[] = {
      {"idmap=uids=0-1;gids=0-1-1", "\"0-1\" is no range of ids"},
      {"idmap=uids=0-x-1;gids=0-1-1", "\"0-x-1\" is no range of ids"},
      {"idmap=uids=0-1-1", "uids= and gids= must both be given"},
      {"idmap=pids=0-1-1", "\"pids=0-1-1\" is neither uids= nor gids="},
      {"idmap=uids=@0-9999-1;gids=0-1-1", "id 9999 is not mapped in the container's user namespace"},
  };
  for (const auto& [option, reason] : cases) {
    spec::runtime::Config config = config_with(option);
    const Result<void> expanded = expand_idmap_options(config);
    ASSERT_FALSE(expanded) << option;
    EXPECT_THAT(expanded.error().text(), HasSubstr(std::string("mounts[0].options: ") + option + ": "));
    EXPECT_THAT(expanded.error().text(), HasSubstr(reason));
  }
}

TEST(IdmapOption, IsForBindMountsWithoutOtherMappings) {
  spec::runtime::Config config = config_with("idmap=uids=0-1-1;gids=0-1-1");
  config.mounts[0].uid_mappings = {{0, 1, 1}};
  EXPECT_THAT(expand_idmap_options(config).error().text(), HasSubstr("exclude one another"));
  config = config_with("idmap=uids=0-1-1;gids=0-1-1");
  config.mounts[0].options.erase(config.mounts[0].options.begin());
  EXPECT_THAT(expand_idmap_options(config).error().text(), HasSubstr("id mappings are for bind mounts"));
}

}  // namespace
}  // namespace runtime::mount
