#include <gtest/gtest.h>
#include <sys/stat.h>

#include "buildtool/build/history.h"
#include "buildtool/build/key.h"
#include "buildtool/build/mode.h"
#include "buildtool/build/stage_state.h"

namespace buildtool::build {
namespace {

TEST(Key, PartsAreToldApart) {
  EXPECT_NE(KeyBuilder("k").add("ab").add("c").finish(), KeyBuilder("k").add("a").add("bc").finish());
  EXPECT_NE(KeyBuilder("k").add(std::vector<std::string>{"a"}).add("b").finish(),
            KeyBuilder("k").add(std::vector<std::string>{"a", "b"}).finish());
  EXPECT_EQ(KeyBuilder("k").add("a").finish(), KeyBuilder("k").add("a").finish());
}

TEST(History, WordsAsBuildKit) {
  EXPECT_EQ(quoted_list({"/bin/sh", "-c", "a \"b\"\n"}), "[\"/bin/sh\" \"-c\" \"a \\\"b\\\"\\n\"]");
}

TEST(History, EntriesWithoutLayerGetTheFirstNewLayersTime) {
  std::vector<spec::image::History> history(4);
  history[0].created = "base";
  history[1].empty_layer = true;
  history[3].empty_layer = true;
  EXPECT_EQ(fill_times(history, {"", "new"}), "new");
  EXPECT_EQ(history[0].created, "base");
  EXPECT_EQ(history[1].created, "new");
  EXPECT_EQ(history[2].created, "new");
}

TEST(Mode, OctalAndSymbolic) {
  const auto apply = [](const char* text, mode_t mode) { return Mode::parse(text)->apply(mode); };
  EXPECT_EQ(apply("755", S_IFREG | 0600), 0755U);
  EXPECT_EQ(apply("u=rw,go=r", S_IFREG | 0777), 0644U);
  EXPECT_EQ(apply("a+X", S_IFREG | 0644), 0644U);
  EXPECT_EQ(apply("a+X", S_IFDIR | 0644), 0755U);
  EXPECT_EQ(apply("g=u", S_IFREG | 0640), 0660U);
  EXPECT_EQ(apply("u+s,o-rwx", S_IFREG | 0755), 04750U);
  EXPECT_FALSE(Mode::parse("8"));
  EXPECT_FALSE(Mode::parse("10000"));
  EXPECT_FALSE(Mode::parse("u+z"));
  EXPECT_FALSE(Mode::parse(""));
}

TEST(AbsolutePath, IsCleanAndKeepsTheLastSlash) {
  EXPECT_EQ(absolute_path("/w", "a/../b"), "/w/b");
  EXPECT_EQ(absolute_path("/w", "/x/"), "/x/");
  EXPECT_EQ(absolute_path("/w", "."), "/w/");
  EXPECT_EQ(absolute_path("/", "../../x"), "/x");
  EXPECT_EQ(absolute_path("/w", "/"), "/");
}

}  // namespace
}  // namespace buildtool::build
