#include <unistd.h>

#include "runtime/cgroup/folder.h"
#include "runtime/stats/readings.h"
#include "runtime/stats/stats.h"
#include "spec/base/text.h"

namespace runtime::stats {

namespace {

constexpr std::uint64_t kNanoseconds = 1000000000;

void read_cpu(const std::string& folder, CpuStats& out) {
  auto table = read_table(folder, "cpu.stat");
  out.throttling = {table["nr_periods"], table["nr_throttled"], table["throttled_time"]};
}

void read_cpuacct(const std::string& folder, CpuUsage& out) {
  const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  auto table = read_table(folder, "cpuacct.stat");
  out.user = table["user"] * kNanoseconds / ticks;
  out.kernel = table["system"] * kNanoseconds / ticks;
  out.total = read_number(folder, "cpuacct.usage").value_or(0);
  for (const auto& words : read_lines(folder, "cpuacct.usage_percpu")) {
    for (const std::string& word : words) out.percpu.push_back(parse_number<std::uint64_t>(word).value_or(0));
  }
  // cpu user system
  for (const auto& words : read_lines(folder, "cpuacct.usage_all")) {
    if (words.size() != 3 || words[0] == "cpu") continue;
    out.percpu_user.push_back(parse_number<std::uint64_t>(words[1]).value_or(0));
    out.percpu_kernel.push_back(parse_number<std::uint64_t>(words[2]).value_or(0));
  }
}

// "0-2,7"
std::vector<std::uint16_t> read_ranges(const std::string& folder, const std::string& file) {
  std::vector<std::uint16_t> numbers;
  const Result<std::string> text = cgroup::read_value(folder, file);
  if (!text) return numbers;
  for (const std::string& range : split(*text, ',')) {
    const std::size_t dash = range.find('-');
    const auto first = parse_number<std::uint16_t>(range.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_number<std::uint16_t>(range.substr(dash + 1));
    if (!first || !last) continue;
    for (std::uint32_t number = *first; number <= *last; ++number) {
      numbers.push_back(static_cast<std::uint16_t>(number));
    }
  }
  return numbers;
}

void read_cpuset(const std::string& folder, CpusetStats& out) {
  const auto flag = [&](const char* name) { return read_number(folder, concat("cpuset.", name)).value_or(0); };
  out.cpus = read_ranges(folder, "cpuset.cpus");
  out.mems = read_ranges(folder, "cpuset.mems");
  out.cpu_exclusive = flag("cpu_exclusive");
  out.mem_hardwall = flag("mem_hardwall");
  out.mem_exclusive = flag("mem_exclusive");
  out.memory_migrate = flag("memory_migrate");
  out.memory_spread_page = flag("memory_spread_page");
  out.memory_spread_slab = flag("memory_spread_slab");
  out.memory_pressure = flag("memory_pressure");
  out.sched_load_balance = flag("sched_load_balance");
  const Result<std::string> level = cgroup::read_value(folder, "cpuset.sched_relax_domain_level");
  if (level) out.sched_relax_domain_level = parse_number<std::int64_t>(*level).value_or(0);
}

MemoryEntry read_memory_entry(const std::string& folder, const std::string& prefix) {
  const auto number = [&](const char* name) { return read_number(folder, prefix + name).value_or(0); };
  return {number("limit_in_bytes"), number("usage_in_bytes"), number("max_usage_in_bytes"), number("failcnt")};
}

void read_memory(const std::string& folder, MemoryStats& out) {
  out.raw = read_table(folder, "memory.stat");
  if (const auto cache = out.raw.find("cache"); cache != out.raw.end()) out.cache = cache->second;
  out.usage = read_memory_entry(folder, "memory.");
  out.swap = read_memory_entry(folder, "memory.memsw.");
  out.kernel = read_memory_entry(folder, "memory.kmem.");
  out.kernel_tcp = read_memory_entry(folder, "memory.kmem.tcp.");
}

// "8:0 Read 4096", "8:0 4096", and a last line "Total 4096"
std::vector<BlkioEntry> read_entries(const std::string& folder, const std::string& file) {
  std::vector<BlkioEntry> entries;
  for (const auto& words : read_lines(folder, file)) {
    auto entry = parse_device(words[0]);
    if (!entry || words.size() < 2) continue;
    if (words.size() > 2) entry->op = words[1];
    entry->value = parse_number<std::uint64_t>(words.back()).value_or(0);
    entries.push_back(std::move(*entry));
  }
  return entries;
}

// The schedulers that may count: BFQ, before Linux 5.0 CFQ, and else what throttles.
void read_blkio(const std::string& folder, BlkioStats& out) {
  for (const char* scheduler : {"blkio.bfq.", "blkio.", "blkio.throttle."}) {
    const auto read = [&](const char* name) { return read_entries(folder, concat(scheduler, name)); };
    out.serviced = read("io_serviced_recursive");
    if (out.serviced.empty()) continue;
    out.service_bytes = read("io_service_bytes_recursive");
    out.queued = read("io_queued_recursive");
    out.service_time = read("io_service_time_recursive");
    out.wait_time = read("io_wait_time_recursive");
    out.merged = read("io_merged_recursive");
    out.time = read("time_recursive");
    out.sectors = read("sectors_recursive");
    return;
  }
}

void read_pids(const std::string& folder, PidsStats& out) {
  out.current = read_number(folder, "pids.current").value_or(0);
  const Result<std::string> limit = cgroup::read_value(folder, "pids.max");
  out.limit = limit ? parse_number<std::uint64_t>(*limit).value_or(0) : 0;
}

void read_hugetlb(const std::string& folder, std::map<std::string, HugetlbStats>& out) {
  for (const std::string& size : huge_page_sizes(folder)) {
    std::string prefix = concat("hugetlb.", size, ".rsvd.");
    if (!read_number(folder, prefix + "usage_in_bytes")) prefix = concat("hugetlb.", size, ".");
    const auto number = [&](const char* name) { return read_number(folder, prefix + name).value_or(0); };
    out[size] = {number("usage_in_bytes"), number("max_usage_in_bytes"), number("failcnt")};
  }
}

}  // namespace

void read_stats_v1(const cgroup::Paths& paths, Stats& out) {
  if (const std::string* folder = cgroup::find_folder(paths, "cpu")) read_cpu(*folder, out.cpu);
  if (const std::string* folder = cgroup::find_folder(paths, "cpuacct")) read_cpuacct(*folder, out.cpu.usage);
  if (const std::string* folder = cgroup::find_folder(paths, "cpuset")) read_cpuset(*folder, out.cpuset);
  if (const std::string* folder = cgroup::find_folder(paths, "memory")) read_memory(*folder, out.memory);
  if (const std::string* folder = cgroup::find_folder(paths, "pids")) read_pids(*folder, out.pids);
  if (const std::string* folder = cgroup::find_folder(paths, "blkio")) read_blkio(*folder, out.blkio);
  if (const std::string* folder = cgroup::find_folder(paths, "hugetlb")) read_hugetlb(*folder, out.hugetlb);
}

}  // namespace runtime::stats
