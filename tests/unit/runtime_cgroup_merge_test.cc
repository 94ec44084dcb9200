#include <gtest/gtest.h>

#include "runtime/cgroup/merge.h"

namespace runtime::cgroup {
namespace {

using spec::runtime::Resources;

TEST(CgroupMerge, WhatIsNotNamedStays) {
  Resources current;
  current.memory.limit = 100;
  current.memory.swap = 200;
  current.cpu.quota = 5;
  current.cpu.period = 10;
  current.cpu.cpus = "0";
  current.pids.limit = 7;
  EXPECT_EQ(merge(current, {}), current);
  Resources changes;
  changes.cpu.period = 20;
  changes.cpu.quota = 0;
  changes.memory.limit = 150;
  const Resources merged = merge(current, changes);
  EXPECT_EQ(merged.cpu.period, 20u);
  EXPECT_EQ(merged.cpu.quota, 5);
  EXPECT_EQ(merged.memory.limit, 150);
  EXPECT_EQ(merged.memory.swap, 200);
  EXPECT_EQ(merged.pids.limit, 7);
}

TEST(CgroupMerge, NoMemoryLimitIsNoSwapLimit) {
  Resources current;
  current.memory.swap = 200;
  Resources changes;
  changes.memory.limit = -1;
  EXPECT_FALSE(merge(current, changes).memory.swap);
  changes.memory.swap = 300;
  EXPECT_EQ(merge(current, changes).memory.swap, 300);
}

TEST(CgroupMerge, ListsAreMergedByWhatTheyAreAbout) {
  Resources current;
  current.block_io.throttle_read_bps_device = {{8, 0, 1}, {8, 16, 2}};
  current.block_io.weight_device = {{8, 0, 100, 200}};
  current.hugepage_limits = {{"2MB", 1}};
  current.unified = {{"memory.high", "1"}};
  Resources changes;
  changes.block_io.throttle_read_bps_device = {{8, 16, 3}, {8, 32, 4}};
  changes.block_io.weight_device = {{8, 0, 300, std::nullopt}};
  changes.hugepage_limits = {{"2MB", 5}, {"1GB", 6}};
  changes.unified = {{"cpu.max", "max"}};
  const Resources merged = merge(current, changes);
  const std::vector<spec::runtime::ThrottleDevice> throttled = {{8, 0, 1}, {8, 16, 3}, {8, 32, 4}};
  EXPECT_EQ(merged.block_io.throttle_read_bps_device, throttled);
  const std::vector<spec::runtime::WeightDevice> weights = {{8, 0, 300, 200}};
  EXPECT_EQ(merged.block_io.weight_device, weights);
  const std::vector<spec::runtime::HugepageLimit> pages = {{"2MB", 5}, {"1GB", 6}};
  EXPECT_EQ(merged.hugepage_limits, pages);
  EXPECT_EQ(merged.unified.size(), 2u);
}

TEST(CgroupMerge, WhatIsWrittenIsWhatChangesAndWhatSharesItsMeaning) {
  Resources merged;
  merged.memory.limit = 100;
  merged.memory.swap = 200;
  merged.memory.reservation = 50;
  merged.cpu.quota = 5;
  merged.cpu.period = 10;
  merged.cpu.shares = 3;
  Resources changes;
  changes.memory.swap = 200;
  changes.cpu.period = 10;
  const Resources written = with_what_they_depend_on(changes, merged);
  EXPECT_EQ(written.memory.limit, 100);
  EXPECT_FALSE(written.memory.reservation);
  EXPECT_EQ(written.cpu.quota, 5);
  EXPECT_FALSE(written.cpu.shares);
  changes = {};
  changes.pids.limit = 1;
  EXPECT_EQ(with_what_they_depend_on(changes, merged), changes);
}

TEST(CgroupMerge, SharesComeBackWhereAGroupIsNoLongerIdle) {
  Resources merged;
  merged.cpu.shares = 3;
  merged.cpu.idle = 0;
  Resources changes;
  changes.cpu.idle = 0;
  EXPECT_EQ(with_what_they_depend_on(changes, merged).cpu.shares, 3u);
  merged.cpu.idle = 1;
  changes = {};
  changes.cpu.shares = 3;
  EXPECT_EQ(with_what_they_depend_on(changes, merged).cpu.idle, 1);
}

TEST(CgroupMerge, DeviceRulesAreReplaced) {
  Resources current;
  using enum spec::runtime::DeviceRuleType;
  current.devices = {{true, kAll, {}, {}, "r"}};
  EXPECT_EQ(merge(current, {}).devices, current.devices);
  Resources changes;
  changes.devices = {{false, kAll, {}, {}, "rwm"}, {true, kChar, 1, 3, "w"}};
  EXPECT_EQ(merge(current, changes).devices, changes.devices);
}

}  // namespace
}  // namespace runtime::cgroup
