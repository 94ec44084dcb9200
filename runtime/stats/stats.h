// What a cgroup has used, in the shape of runc's `events`: v2's figures under
// v1's names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cgroup/manager.h"
#include "spec/base/result.h"

namespace runtime::stats {

// How long processes had to wait for a resource (the kernel's PSI): shares of
// the last seconds in percent, and microseconds in all.
struct PressureLine {
  double avg10 = 0;
  double avg60 = 0;
  double avg300 = 0;
  std::uint64_t total = 0;
};
struct Pressure {
  PressureLine some;
  PressureLine full;
};

// Nanoseconds.
struct CpuUsage {
  std::uint64_t total = 0;
  std::vector<std::uint64_t> percpu;
  std::vector<std::uint64_t> percpu_kernel;
  std::vector<std::uint64_t> percpu_user;
  std::uint64_t kernel = 0;
  std::uint64_t user = 0;
  bool operator==(const CpuUsage&) const = default;
  bool empty() const { return *this == CpuUsage{}; }
};
struct Throttling {
  std::uint64_t periods = 0;
  std::uint64_t throttled_periods = 0;
  std::uint64_t throttled_time = 0;
  bool operator==(const Throttling&) const = default;
  bool empty() const { return *this == Throttling{}; }
};
struct CpuStats {
  CpuUsage usage;
  Throttling throttling;
  std::optional<Pressure> pressure;
};

// v1 only.
struct CpusetStats {
  std::vector<std::uint16_t> cpus;
  std::vector<std::uint16_t> mems;
  std::uint64_t cpu_exclusive = 0;
  std::uint64_t mem_hardwall = 0;
  std::uint64_t mem_exclusive = 0;
  std::uint64_t memory_migrate = 0;
  std::uint64_t memory_spread_page = 0;
  std::uint64_t memory_spread_slab = 0;
  std::uint64_t memory_pressure = 0;
  std::uint64_t sched_load_balance = 0;
  std::int64_t sched_relax_domain_level = 0;
};

// Bytes. No limit is 2^64-1 on v2, and the kernel's largest number on v1.
struct MemoryEntry {
  std::uint64_t limit = 0;
  std::uint64_t usage = 0;
  std::uint64_t max = 0;
  std::uint64_t failcnt = 0;
  bool operator==(const MemoryEntry&) const = default;
  bool empty() const { return *this == MemoryEntry{}; }
};
struct MemoryStats {
  std::uint64_t cache = 0;
  MemoryEntry usage;
  MemoryEntry swap;  // memory and swap together
  MemoryEntry kernel;
  MemoryEntry kernel_tcp;
  std::map<std::string, std::uint64_t> raw;  // memory.stat
  std::optional<Pressure> pressure;
};

struct PidsStats {
  std::uint64_t current = 0;
  std::uint64_t limit = 0;  // 0: none
};

struct BlkioEntry {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::string op;
  std::uint64_t value = 0;
};
struct BlkioStats {
  std::vector<BlkioEntry> service_bytes;
  std::vector<BlkioEntry> serviced;
  std::vector<BlkioEntry> queued;
  std::vector<BlkioEntry> service_time;
  std::vector<BlkioEntry> wait_time;
  std::vector<BlkioEntry> merged;
  std::vector<BlkioEntry> time;
  std::vector<BlkioEntry> sectors;
  std::optional<Pressure> pressure;
};

struct HugetlbStats {
  std::uint64_t usage = 0;
  std::uint64_t max = 0;
  std::uint64_t failcnt = 0;
};

struct Stats {
  CpuStats cpu;
  CpusetStats cpuset;
  MemoryStats memory;
  PidsStats pids;
  BlkioStats blkio;
  std::map<std::string, HugetlbStats> hugetlb;  // by page size: "2MB"
};

// What is not there (a controller, a file of another kernel) is left at 0. An
// error where the container has no cgroup.
Result<Stats> read_stats(const cgroup::Paths& paths);

// One object on one line, without a newline.
std::string write_stats(const Stats& stats);

// For the .cc files that read them.
void read_stats_v1(const cgroup::Paths& paths, Stats& out);
void read_stats_v2(const std::string& folder, Stats& out);

}  // namespace runtime::stats
