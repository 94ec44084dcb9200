#include "runtime/stats/stats.h"

#include "runtime/cgroup/folder.h"
#include "spec/json/table.h"

namespace runtime::stats {

namespace json = ::spec::json;

// The names, and what is left out where it is nothing, are runc's.

constexpr auto describe(const PressureLine*) {
  return std::tuple{json::required("avg10", &PressureLine::avg10), json::required("avg60", &PressureLine::avg60),
                    json::required("avg300", &PressureLine::avg300), json::required("total", &PressureLine::total)};
}

constexpr auto describe(const Pressure*) {
  return std::tuple{json::required("some", &Pressure::some), json::required("full", &Pressure::full)};
}

constexpr auto describe(const CpuUsage*) {
  return std::tuple{json::optional("total", &CpuUsage::total),
                    json::optional("percpu", &CpuUsage::percpu),
                    json::optional("percpu_kernel", &CpuUsage::percpu_kernel),
                    json::optional("percpu_user", &CpuUsage::percpu_user),
                    json::required("kernel", &CpuUsage::kernel),
                    json::required("user", &CpuUsage::user)};
}

constexpr auto describe(const Throttling*) {
  return std::tuple{json::optional("periods", &Throttling::periods),
                    json::optional("throttledPeriods", &Throttling::throttled_periods),
                    json::optional("throttledTime", &Throttling::throttled_time)};
}

constexpr auto describe(const CpuStats*) {
  return std::tuple{json::optional("usage", &CpuStats::usage), json::required("throttling", &CpuStats::throttling),
                    json::optional("psi", &CpuStats::pressure)};
}

constexpr auto describe(const CpusetStats*) {
  return std::tuple{json::optional("cpus", &CpusetStats::cpus),
                    json::required("cpu_exclusive", &CpusetStats::cpu_exclusive),
                    json::optional("mems", &CpusetStats::mems),
                    json::required("mem_hardwall", &CpusetStats::mem_hardwall),
                    json::required("mem_exclusive", &CpusetStats::mem_exclusive),
                    json::required("memory_migrate", &CpusetStats::memory_migrate),
                    json::required("memory_spread_page", &CpusetStats::memory_spread_page),
                    json::required("memory_spread_slab", &CpusetStats::memory_spread_slab),
                    json::required("memory_pressure", &CpusetStats::memory_pressure),
                    json::required("sched_load_balance", &CpusetStats::sched_load_balance),
                    json::required("sched_relax_domain_level", &CpusetStats::sched_relax_domain_level)};
}

constexpr auto describe(const MemoryEntry*) {
  return std::tuple{json::required("limit", &MemoryEntry::limit), json::optional("usage", &MemoryEntry::usage),
                    json::optional("max", &MemoryEntry::max), json::required("failcnt", &MemoryEntry::failcnt)};
}

constexpr auto describe(const MemoryStats*) {
  return std::tuple{json::optional("cache", &MemoryStats::cache),
                    json::optional("usage", &MemoryStats::usage),
                    json::optional("swap", &MemoryStats::swap),
                    json::optional("kernel", &MemoryStats::kernel),
                    json::optional("kernelTCP", &MemoryStats::kernel_tcp),
                    json::optional("raw", &MemoryStats::raw),
                    json::optional("psi", &MemoryStats::pressure)};
}

constexpr auto describe(const PidsStats*) {
  return std::tuple{json::optional("current", &PidsStats::current), json::optional("limit", &PidsStats::limit)};
}

constexpr auto describe(const BlkioEntry*) {
  return std::tuple{json::optional("major", &BlkioEntry::major), json::optional("minor", &BlkioEntry::minor),
                    json::optional("op", &BlkioEntry::op), json::optional("value", &BlkioEntry::value)};
}

constexpr auto describe(const BlkioStats*) {
  return std::tuple{json::optional("ioServiceBytesRecursive", &BlkioStats::service_bytes),
                    json::optional("ioServicedRecursive", &BlkioStats::serviced),
                    json::optional("ioQueueRecursive", &BlkioStats::queued),
                    json::optional("ioServiceTimeRecursive", &BlkioStats::service_time),
                    json::optional("ioWaitTimeRecursive", &BlkioStats::wait_time),
                    json::optional("ioMergedRecursive", &BlkioStats::merged),
                    json::optional("ioTimeRecursive", &BlkioStats::time),
                    json::optional("sectorsRecursive", &BlkioStats::sectors),
                    json::optional("psi", &BlkioStats::pressure)};
}

constexpr auto describe(const HugetlbStats*) {
  return std::tuple{json::optional("usage", &HugetlbStats::usage), json::optional("max", &HugetlbStats::max),
                    json::required("failcnt", &HugetlbStats::failcnt)};
}

constexpr auto describe(const Stats*) {
  return std::tuple{json::required("cpu", &Stats::cpu),       json::required("cpuset", &Stats::cpuset),
                    json::required("memory", &Stats::memory), json::required("pids", &Stats::pids),
                    json::required("blkio", &Stats::blkio),   json::required("hugetlb", &Stats::hugetlb)};
}

Result<Stats> read_stats(const cgroup::Paths& paths) {
  if (paths.empty()) return fail("the container has no cgroup");
  Stats stats;
  if (cgroup::is_unified_only(paths)) {
    read_stats_v2(*cgroup::find_folder(paths, ""), stats);
  } else {
    read_stats_v1(paths, stats);
  }
  return stats;
}

std::string write_stats(const Stats& stats) {
  json::Value value = json::encode(stats);
  // Of a network that the runtime itself would make, and of resctrl: nothing.
  value.object()->push_back({"intel_rdt", json::Object{}});
  value.object()->push_back({"network_interfaces", json::Value()});
  return json::write(value);
}

}  // namespace runtime::stats
