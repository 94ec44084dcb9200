#include <limits>

#include "runtime/cgroup/folder.h"
#include "runtime/stats/readings.h"
#include "runtime/stats/stats.h"
#include "spec/base/text.h"

namespace runtime::stats {

namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

void read_cpu(const std::string& folder, CpuStats& out) {
  auto table = read_table(folder, "cpu.stat");
  constexpr std::uint64_t kPerMicrosecond = 1000;
  out.usage.total = table["usage_usec"] * kPerMicrosecond;
  out.usage.user = table["user_usec"] * kPerMicrosecond;
  out.usage.kernel = table["system_usec"] * kPerMicrosecond;
  out.throttling = {table["nr_periods"], table["nr_throttled"], table["throttled_usec"] * kPerMicrosecond};
  out.pressure = read_pressure(folder, "cpu.pressure");
}

MemoryEntry read_memory_entry(const std::string& folder, const std::string& prefix) {
  const auto number = [&](const char* name) { return read_number(folder, prefix + name).value_or(0); };
  return {number("max"), number("current"), number("peak"), 0};
}

void read_memory(const std::string& folder, MemoryStats& out) {
  out.raw = read_table(folder, "memory.stat");
  if (const auto file = out.raw.find("file"); file != out.raw.end()) out.cache = file->second;
  out.usage = read_memory_entry(folder, "memory.");
  // v1 counts memory and swap together; of both there is no highest mark.
  out.swap = read_memory_entry(folder, "memory.swap.");
  out.swap.usage += out.usage.usage;
  if (out.swap.limit != kUnlimited) {
    out.swap.limit = out.usage.limit == kUnlimited ? kUnlimited : out.swap.limit + out.usage.limit;
  }
  out.swap.max = 0;
  out.pressure = read_pressure(folder, "memory.pressure");
}

// Without the controller, what there is is counted.
void read_pids(const std::string& folder, PidsStats& out) {
  if (const auto current = read_number(folder, "pids.current")) {
    out.current = *current;
    const std::uint64_t limit = read_number(folder, "pids.max").value_or(0);
    out.limit = limit == kUnlimited ? 0 : limit;
  } else if (const auto pids = cgroup::processes(folder)) {
    out.current = pids->size();
  }
}

// 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
void read_io(const std::string& folder, BlkioStats& out) {
  struct Column {
    const char* name;
    const char* op;
    std::vector<BlkioEntry>* entries;
  };
  const Column columns[] = {{"rbytes", "Read", &out.service_bytes},
                            {"wbytes", "Write", &out.service_bytes},
                            {"rios", "Read", &out.serviced},
                            {"wios", "Write", &out.serviced}};
  for (const auto& words : read_lines(folder, "io.stat")) {
    const auto device = parse_device(words[0]);
    for (std::size_t i = 1; device && i < words.size(); ++i) {
      for (const Column& column : columns) {
        const std::string prefix = concat(column.name, "=");
        if (!words[i].starts_with(prefix)) continue;
        const auto value = parse_number<std::uint64_t>(words[i].substr(prefix.size()));
        column.entries->push_back({device->major, device->minor, column.op, value.value_or(0)});
      }
    }
  }
  out.pressure = read_pressure(folder, "io.pressure");
}

void read_hugetlb(const std::string& folder, std::map<std::string, HugetlbStats>& out) {
  for (const std::string& size : huge_page_sizes(folder)) {
    auto usage = read_number(folder, concat("hugetlb.", size, ".rsvd.current"));
    if (!usage) usage = read_number(folder, concat("hugetlb.", size, ".current"));
    auto events = read_table(folder, concat("hugetlb.", size, ".events"));
    out[size] = {usage.value_or(0), 0, events["max"]};
  }
}

}  // namespace

void read_stats_v2(const std::string& folder, Stats& out) {
  read_cpu(folder, out.cpu);
  read_memory(folder, out.memory);
  read_pids(folder, out.pids);
  read_io(folder, out.blkio);
  read_hugetlb(folder, out.hugetlb);
}

}  // namespace runtime::stats
