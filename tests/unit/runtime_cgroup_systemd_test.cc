#include <gtest/gtest.h>

#include "runtime/cgroup/property.h"
#include "runtime/cgroup/unit.h"

namespace runtime::cgroup {
namespace {

using spec::runtime::Resources;
using Words = std::vector<std::string>;

TEST(CgroupUnit, CgroupsPathNamesSliceAndScope) {
  EXPECT_EQ(parse_unit("a-b.slice:lib:box", "id", false)->name, "lib-box.scope");
  EXPECT_EQ(parse_unit("a-b.slice:lib:box", "id", false)->slice, "a-b.slice");
  EXPECT_EQ(parse_unit("", "id", false)->name, "runtime-id.scope");
  EXPECT_EQ(parse_unit("", "id", false)->slice, "system.slice");
  EXPECT_EQ(parse_unit("", "id", true)->slice, "user.slice");
  EXPECT_EQ(parse_unit("box", "id", false)->name, "box.scope");
  EXPECT_EQ(parse_unit("-:lib:box", "id", false)->slice, "-.slice");
}

TEST(CgroupUnit, WhatIsNoUnitIsRefused) {
  for (const char* path : {"/a/b", "a:b:c:d", "a:b:c", "a.slice:b:c.slice", "a.slice:b:c d", "-a.slice:b:c"}) {
    EXPECT_FALSE(parse_unit(path, "id", false)) << path;
  }
}

TEST(CgroupUnit, ASlicesFolderIsInItsParents) {
  EXPECT_EQ(*slice_folder("a-b-c.slice"), "/a.slice/a-b.slice/a-b-c.slice");
  EXPECT_EQ(*slice_folder("-.slice"), "");
  EXPECT_FALSE(slice_folder("a--b.slice"));
  EXPECT_FALSE(slice_folder("a"));
}

TEST(CgroupVariant, TextFormsOfGvariant) {
  EXPECT_EQ(*parse_variant("uint64 5"), (Variant{"t", {"5"}}));
  EXPECT_EQ(*parse_variant("-7"), (Variant{"i", {"-7"}}));
  EXPECT_EQ(*parse_variant("true"), (Variant{"b", {"true"}}));
  EXPECT_EQ(*parse_variant("'it\\'s'"), (Variant{"s", {"it's"}}));
  EXPECT_EQ(*parse_variant("['a', \"b\"]"), (Variant{"as", {"2", "a", "b"}}));
  EXPECT_EQ(*parse_variant("@as []"), (Variant{"as", {"0"}}));
  EXPECT_EQ(*parse_variant("@au [1, 2]"), (Variant{"au", {"2", "1", "2"}}));
  EXPECT_EQ(*parse_variant("[('/dev/null', 'rw')]"), (Variant{"a(ss)", {"1", "/dev/null", "rw"}}));
  EXPECT_EQ(*parse_variant("<uint32 3>"), (Variant{"v", {"u", "3"}}));
}

TEST(CgroupVariant, WhatIsNoValueIsAnError) {
  for (const char* text : {"", "many", "'a", "[1, 'a']", "[]", "1 2", "@as [1]", "uint64 'a'", "(1", "<1"}) {
    EXPECT_FALSE(parse_variant(text)) << text;
  }
  EXPECT_FALSE(parse_variant(std::string(100, '[')));
}

TEST(CgroupProperties, SecondsBecomeMicroseconds) {
  const auto properties = annotation_properties({{"org.systemd.property.TimeoutStopSec", "double 1.5"}, {"x", "y"}});
  ASSERT_TRUE(properties);
  EXPECT_EQ(*properties, (std::vector<Property>{{"TimeoutStopUSec", {"t", {"1500000"}}, false}}));
  EXPECT_FALSE(annotation_properties({{"org.systemd.property.TimeoutStopSec", "'a'"}}));
  EXPECT_FALSE(annotation_properties({{"org.systemd.property.a b", "1"}}));
}

TEST(CgroupProperties, AQuotaIsRoundedUpToWholePercents) {
  Resources resources;
  resources.cpu.quota = 50500;
  resources.cpu.period = 100000;
  const auto properties = limit_properties(true, resources);
  ASSERT_TRUE(properties);
  EXPECT_EQ(properties->back().value, (Variant{"t", {"510000"}}));
  EXPECT_EQ(resources.cpu.quota, 51000);
}

TEST(CgroupProperties, CpuListsAreBits) {
  Resources resources;
  resources.cpu.cpus = "0-1,9";
  const auto properties = limit_properties(true, resources);
  ASSERT_TRUE(properties);
  EXPECT_EQ(*properties, (std::vector<Property>{{"AllowedCPUs", {"ay", {"2", "3", "2"}}, true}}));
  resources.cpu.cpus = "3-1";
  EXPECT_FALSE(limit_properties(true, resources));
}

TEST(CgroupProperties, DevicesAreAnAllowListOrAll) {
  const auto all = device_properties({{true, spec::runtime::DeviceRuleType::kAll, {}, {}, ""}});
  ASSERT_TRUE(all);
  EXPECT_EQ((*all)[1].value, (Variant{"s", {"auto"}}));
  const auto some = device_properties(
      {{.allow = true, .type = spec::runtime::DeviceRuleType::kBlock, .major = 7, .minor = {}, .access = "rw"}});
  ASSERT_TRUE(some);
  EXPECT_EQ((*some)[1].value, (Variant{"s", {"strict"}}));
  EXPECT_EQ((*some)[2].value.words[1], "block-7");
  EXPECT_EQ((*some)[2].value.words[2], "rw");
}

}  // namespace
}  // namespace runtime::cgroup
