#include <gtest/gtest.h>

#include "runtime/cgroup/entrance.h"

namespace runtime::cgroup {
namespace {

std::string text_of(const Result<SubCgroups>& subs) {
  if (!subs) return subs.error().text();
  std::string text;
  for (const auto& [controller, path] : *subs) text += controller + "=" + path + " ";
  return text;
}

TEST(CgroupEntrance, SubCgroupsHaveControllers) {
  EXPECT_EQ(text_of(parse_sub_cgroups({})), "");
  EXPECT_EQ(text_of(parse_sub_cgroups({"a/b"})), "=a/b ");
  EXPECT_EQ(text_of(parse_sub_cgroups({"memory:m", "cpu,cpuacct:c"})), "cpu=c cpuacct=c memory=m ");
  for (const char* bad : {"..", "x/../y", "cpu:..", ":x", "cpu,:x", "cpu,cpu:x"}) {
    EXPECT_FALSE(parse_sub_cgroups({bad})) << bad;
  }
  EXPECT_FALSE(parse_sub_cgroups({"a", "b"}));
  EXPECT_FALSE(parse_sub_cgroups({"cpu:a", "cpu:b"}));
}

}  // namespace
}  // namespace runtime::cgroup
