#include <gtest/gtest.h>

#include <optional>

#include "runtime/stats/stats.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"

namespace runtime::stats {
namespace {

class CgroupStats : public testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> dir = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(dir);
    dir_.emplace(std::move(*dir));
  }
  void write(const std::string& file, const std::string& text) {
    ASSERT_TRUE(replace_file(dir_->fd(), file, text, 0644, Durable::kNo));
  }
  std::optional<TemporaryDir> dir_;
};

TEST_F(CgroupStats, V2HasV1sNames) {
  write("cpu.stat", "usage_usec 30\nuser_usec 10\nsystem_usec 20\nnr_periods 4\nnr_throttled 1\nthrottled_usec 7\n");
  write("cpu.pressure",
        "some avg10=0.22 avg60=0.17 avg300=1.11 total=58\nfull avg10=0.00 avg60=0.01 avg300=0.02 total=5\n");
  write("memory.stat", "anon 5\nfile 7\n");
  write("memory.current", "100\n");
  write("memory.max", "max\n");
  write("memory.peak", "120\n");
  write("memory.swap.current", "8\n");
  write("memory.swap.max", "50\n");
  write("pids.current", "3\n");
  write("pids.max", "max\n");
  write("io.stat", "8:16 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n");
  write("hugetlb.2MB.current", "4096\n");
  write("hugetlb.2MB.events", "max 9\n");
  const Result<Stats> stats = read_stats({{"", dir_->path()}});
  ASSERT_TRUE(stats);
  EXPECT_EQ(write_stats(*stats),
            "{\"cpu\":{\"usage\":{\"total\":30000,\"kernel\":20000,\"user\":10000},\"throttling\":{\"periods\":4,"
            "\"throttledPeriods\":1,\"throttledTime\":7000},\"psi\":{\"some\":{\"avg10\":0.22,\"avg60\":0.17,"
            "\"avg300\":1.11,\"total\":58},\"full\":{\"avg10\":0,\"avg60\":0.01,\"avg300\":0.02,\"total\":5}}},"
            "\"cpuset\":{\"cpu_exclusive\":0,\"mem_hardwall\":0,\"mem_exclusive\":0,\"memory_migrate\":0,"
            "\"memory_spread_page\":0,\"memory_spread_slab\":0,\"memory_pressure\":0,\"sched_load_balance\":0,"
            "\"sched_relax_domain_level\":0},\"memory\":{\"cache\":7,\"usage\":{\"limit\":18446744073709551615,"
            "\"usage\":100,\"max\":120,\"failcnt\":0},\"swap\":{\"limit\":18446744073709551615,\"usage\":108,"
            "\"failcnt\":0},\"raw\":{\"anon\":5,\"file\":7}},\"pids\":{\"current\":3},"
            "\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":8,\"minor\":16,\"op\":\"Read\",\"value\":1},"
            "{\"major\":8,\"minor\":16,\"op\":\"Write\",\"value\":2}],\"ioServicedRecursive\":[{\"major\":8,"
            "\"minor\":16,\"op\":\"Read\",\"value\":3},{\"major\":8,\"minor\":16,\"op\":\"Write\",\"value\":4}]},"
            "\"hugetlb\":{\"2MB\":{\"usage\":4096,\"failcnt\":9}},\"intel_rdt\":{},\"network_interfaces\":null}");
}

TEST_F(CgroupStats, V1) {
  write("cpuacct.usage", "12\n");
  write("cpuacct.usage_percpu", "5 7\n");
  write("cpuacct.usage_all", "cpu user system\n0 1 2\n1 3 4\n");
  write("memory.stat", "cache 9\n");
  write("memory.usage_in_bytes", "10\n");
  write("memory.limit_in_bytes", "9223372036854771712\n");
  write("pids.current", "1\n");
  write("pids.max", "20\n");
  write("blkio.throttle.io_serviced_recursive", "8:0 Read 3\nTotal 3\n");
  write("cpuset.cpus", "0-1,4\n");
  write("cpuset.sched_relax_domain_level", "-1\n");
  cgroup::Paths paths;
  for (const char* name : {"cpuacct", "memory", "pids", "blkio", "cpuset"}) paths[name] = dir_->path();
  const Result<Stats> stats = read_stats(paths);
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->cpu.usage.total, 12u);
  EXPECT_EQ(stats->cpu.usage.percpu, (std::vector<std::uint64_t>{5, 7}));
  EXPECT_EQ(stats->cpu.usage.percpu_user, (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(stats->cpu.usage.percpu_kernel, (std::vector<std::uint64_t>{2, 4}));
  EXPECT_EQ(stats->memory.cache, 9u);
  EXPECT_EQ(stats->memory.usage, (MemoryEntry{9223372036854771712u, 10, 0, 0}));
  EXPECT_EQ(stats->pids.limit, 20u);
  ASSERT_EQ(stats->blkio.serviced.size(), 1u);
  EXPECT_EQ(stats->blkio.serviced[0].value, 3u);
  EXPECT_EQ(stats->cpuset.cpus, (std::vector<std::uint16_t>{0, 1, 4}));
  EXPECT_EQ(stats->cpuset.sched_relax_domain_level, -1);
}

}  // namespace
}  // namespace runtime::stats
