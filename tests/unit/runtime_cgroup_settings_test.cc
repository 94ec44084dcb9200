#include <gtest/gtest.h>

#include "runtime/cgroup/settings.h"

namespace runtime::cgroup {
namespace {

using spec::runtime::Resources;

// "FILE=VALUE" a line; "?" marks what may be missing, "|" what is written instead.
std::string text_of(const Result<std::vector<Setting>>& settings) {
  if (!settings) return settings.error().text();
  std::string text;
  for (const Setting& setting : *settings) {
    EXPECT_TRUE(setting.file.starts_with(setting.controller));
    text += setting.file + "=" + setting.value;
    if (setting.if_missing == Setting::IfMissing::kIgnore) text += "?";
    if (!setting.instead_file.empty()) text += "|" + setting.instead_file + "=" + setting.instead_value;
    text += "\n";
  }
  return text;
}

TEST(CgroupSettings, NothingAskedForIsNothingWritten) {
  EXPECT_EQ(text_of(settings_v1({})), "");
  EXPECT_EQ(text_of(settings_v2({})), "");
}

TEST(CgroupSettings, Memory) {
  Resources resources;
  resources.memory.limit = 1000;
  resources.memory.swap = 1500;
  resources.memory.reservation = 600;
  resources.memory.kernel = 7;
  resources.memory.swappiness = 0;
  resources.memory.disable_oom_killer = true;
  EXPECT_EQ(text_of(settings_v1(resources)),
            "memory.limit_in_bytes=1000\nmemory.memsw.limit_in_bytes=1500\nmemory.soft_limit_in_bytes=600\n"
            "memory.oom_control=1\nmemory.swappiness=0\n");
  EXPECT_EQ(text_of(settings_v2(resources)),
            "linux.resources.memory.disableOOMKiller: cgroup v2 always kills who is out of memory");
  resources.memory.disable_oom_killer = false;
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.memory.swappiness: cgroup v2 has no swappiness");
  resources.memory.swappiness.reset();
  EXPECT_EQ(text_of(settings_v2(resources)), "memory.swap.max=500\nmemory.max=1000\nmemory.low=600\n");
}

TEST(CgroupSettings, NoMemoryLimitIsNoSwapLimit) {
  Resources resources;
  resources.memory.limit = -1;
  EXPECT_EQ(text_of(settings_v1(resources)), "memory.limit_in_bytes=-1\nmemory.memsw.limit_in_bytes=-1\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "memory.swap.max=max?\nmemory.max=max\n");
}

TEST(CgroupSettings, SwapOfV2IsWhatExceedsTheMemory) {
  Resources resources;
  resources.memory.limit = 1000;
  resources.memory.swap = 1000;
  EXPECT_EQ(text_of(settings_v2(resources)), "memory.swap.max=0?\nmemory.max=1000\n");
  resources.memory.swap = -1;
  EXPECT_EQ(text_of(settings_v2(resources)), "memory.swap.max=max?\nmemory.max=1000\n");
  resources.memory.swap = 999;
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.memory.swap: is less than the memory limit");
  resources.memory.limit.reset();
  resources.memory.swap = 0;
  EXPECT_EQ(text_of(settings_v2(resources)), "memory.swap.max=0?\n");
  EXPECT_EQ(text_of(settings_v1(resources)), "");
  resources.memory.swap = 999;
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.memory.swap: needs a memory limit");
}

TEST(CgroupSettings, Cpu) {
  Resources resources;
  resources.cpu.shares = 1024;
  resources.cpu.quota = 50000;
  resources.cpu.burst = 10000;
  resources.cpu.cpus = "0-1";
  resources.cpu.mems = "0";
  EXPECT_EQ(text_of(settings_v1(resources)),
            "cpu.shares=1024\ncpu.cfs_quota_us=50000\ncpu.cfs_burst_us=10000\ncpuset.cpus=0-1\ncpuset.mems=0\n");
  EXPECT_EQ(text_of(settings_v2(resources)),
            "cpu.weight=100\ncpu.max=50000 100000\ncpu.max.burst=10000\ncpuset.cpus=0-1\ncpuset.mems=0\n");
  resources.cpu = {};
  resources.cpu.quota = -1;
  resources.cpu.period = 20000;
  EXPECT_EQ(text_of(settings_v1(resources)), "cpu.cfs_period_us=20000\ncpu.cfs_quota_us=-1\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "cpu.max=max 20000\n");
}

TEST(CgroupSettings, AnIdleGroupHasNoShares) {
  Resources resources;
  resources.cpu.shares = 512;
  resources.cpu.idle = 1;
  EXPECT_EQ(text_of(settings_v1(resources)), "cpu.idle=1\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "cpu.idle=1\n");
}

TEST(CgroupSettings, ZeroIsAValueOfIdleAndBurst) {
  Resources resources;
  resources.cpu.idle = 0;
  resources.cpu.burst = 0;
  EXPECT_EQ(text_of(settings_v1(resources)), "cpu.idle=0?\ncpu.cfs_burst_us=0?\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "cpu.idle=0?\ncpu.max.burst=0?\n");
}

TEST(CgroupSettings, UnifiedKeysAreOfAController) {
  Resources resources;
  resources.unified = {{"nonsense", "1"}};
  EXPECT_EQ(text_of(settings_v2(resources)),
            "linux.resources.unified: the specified key has not the form CONTROLLER.VALUE `nonsense`");
}

TEST(CgroupSettings, RealtimeIsV1s) {
  Resources resources;
  resources.cpu.realtime_period = 1000000;
  resources.cpu.realtime_runtime = 950000;
  EXPECT_EQ(text_of(settings_v1(resources)), "cpu.rt_period_us=1000000\ncpu.rt_runtime_us=950000\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.cpu: cgroup v2 has no limits for realtime processes");
}

TEST(CgroupSettings, WeightsAreConverted) {
  EXPECT_EQ(cpu_weight(0), 1u);
  EXPECT_EQ(cpu_weight(2), 1u);
  EXPECT_EQ(cpu_weight(512), 59u);
  EXPECT_EQ(cpu_weight(1024), 100u);
  EXPECT_EQ(cpu_weight(262144), 10000u);
  EXPECT_EQ(cpu_weight(1u << 30), 10000u);
  EXPECT_EQ(io_weight(10), 1u);
  EXPECT_EQ(io_weight(500), 4950u);
  EXPECT_EQ(io_weight(1000), 10000u);
}

TEST(CgroupSettings, BlockDevices) {
  Resources resources;
  resources.block_io.weight = 500;
  resources.block_io.weight_device = {{8, 0, 300, 100}};
  resources.block_io.throttle_read_bps_device = {{8, 0, 600}};
  resources.block_io.throttle_write_iops_device = {{8, 16, 300}};
  EXPECT_EQ(text_of(settings_v1(resources)),
            "blkio.bfq.weight=500|blkio.weight=500\nblkio.bfq.weight_device=8:0 300|blkio.weight_device=8:0 300\n"
            "blkio.leaf_weight_device=8:0 100\nblkio.throttle.read_bps_device=8:0 600\n"
            "blkio.throttle.write_iops_device=8:16 300\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.blockIO.leafWeight: cgroup v2 has no leaf weights");
  resources.block_io.weight_device[0].leaf_weight.reset();
  EXPECT_EQ(text_of(settings_v2(resources)),
            "io.bfq.weight=default 500|io.weight=default 4950\nio.bfq.weight=8:0 300|io.weight=8:0 2930\n"
            "io.max=8:0 rbps=600\nio.max=8:16 wiops=300\n");
}

TEST(CgroupSettings, PidsHugepagesNetworkRdma) {
  Resources resources;
  resources.pids.limit = 42;
  resources.hugepage_limits = {{"2MB", 4096}};
  resources.rdma["mlx5_1"] = {3, 10000};
  EXPECT_EQ(text_of(settings_v2(resources)),
            "pids.max=42\nhugetlb.2MB.max=4096\nhugetlb.2MB.rsvd.max=4096?\n"
            "rdma.max=mlx5_1 hca_handle=3 hca_object=10000\n");
  resources.network.class_id = 1048577;
  resources.network.priorities = {{"eth0", 500}};
  EXPECT_EQ(text_of(settings_v1(resources)),
            "pids.max=42\nhugetlb.2MB.limit_in_bytes=4096\nhugetlb.2MB.rsvd.limit_in_bytes=4096?\n"
            "net_cls.classid=1048577\nnet_prio.ifpriomap=eth0 500\nrdma.max=mlx5_1 hca_handle=3 hca_object=10000\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.network: cgroup v2 has no net_cls and net_prio");
}

TEST(CgroupSettings, PidsHaveNoLimitOrTheLeastOne) {
  Resources resources;
  resources.pids.limit = -1;
  EXPECT_EQ(text_of(settings_v1(resources)), "pids.max=max\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "pids.max=max\n");
  resources.pids.limit = 0;
  EXPECT_EQ(text_of(settings_v1(resources)), "pids.max=1\n");
  EXPECT_EQ(text_of(settings_v2(resources)), "pids.max=1\n");
}

TEST(CgroupSettings, UnifiedIsWrittenAsItIsAndOnlyToV2) {
  Resources resources;
  resources.unified = {{"io.max", "8:0 rbps=1\n8:16 rbps=2"}, {"memory.high", "500"}};
  EXPECT_EQ(text_of(settings_v2(resources)), "io.max=8:0 rbps=1\nio.max=8:16 rbps=2\nmemory.high=500\n");
  EXPECT_EQ(
      text_of(settings_v1(resources)),
      "linux.resources.unified: invalid configuration: this machine has cgroup v1 (unified settings need cgroup v2)");
  resources.unified = {{"../memory.max", "1"}};
  EXPECT_EQ(text_of(settings_v2(resources)), "linux.resources.unified: \"../memory.max\" is not a file's name");
}

}  // namespace
}  // namespace runtime::cgroup
