#include "runtime/container/usage.h"

#include <sys/stat.h>
#include <sys/sysinfo.h>

#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/stats/stats.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

std::uint64_t machine_memory() {
  struct sysinfo info = {};
  ::sysinfo(&info);
  return std::uint64_t{info.totalram} * info.mem_unit;
}

// As Docker counts it: "total_inactive_file" is v1's, with what is below the cgroup.
std::uint64_t inactive(const stats::MemoryStats& memory) {
  for (const char* name : {"total_inactive_file", "inactive_file"}) {
    if (const auto found = memory.raw.find(name); found != memory.raw.end()) return found->second;
  }
  return 0;
}

void add_memory(const stats::MemoryStats& memory, Usage& out) {
  const std::uint64_t unused = inactive(memory);
  out.memory = memory.usage.usage > unused ? memory.usage.usage - unused : 0;
  out.memory_limit = machine_memory();
  if (memory.usage.limit != 0 && memory.usage.limit < out.memory_limit) out.memory_limit = memory.usage.limit;
}

bool has_own_network(pid_t pid) {
  struct stat theirs;
  struct stat ours;
  return ::stat(concat("/proc/", pid, "/ns/net").c_str(), &theirs) == 0 && ::stat("/proc/self/ns/net", &ours) == 0 &&
         theirs.st_ino != ours.st_ino;
}

}  // namespace

void add_network(std::string_view net_dev, Usage& out) {
  for (const std::string& line : split(net_dev, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || trim(line.substr(0, colon)) == "lo") continue;
    const std::vector<std::string> figures = split_words(line.substr(colon + 1));
    if (figures.size() < 9) continue;
    out.received += parse_number<std::uint64_t>(figures[0]).value_or(0);
    out.sent += parse_number<std::uint64_t>(figures[8]).value_or(0);
  }
}

Result<Usage> read_usage(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Record& record = loaded.record;
  if (!open_first_process(record)) return fail(concat("container with id ", id, " is not running"));
  const stats::Stats stats = TRY_STEP("cgroup", stats::read_stats(record.cgroup.paths));
  Usage out;
  out.cpu = stats.cpu.usage.total;
  add_memory(stats.memory, out);
  for (const stats::BlkioEntry& entry : stats.blkio.service_bytes) {
    const std::string what = to_lower(entry.op);
    if (what == "read") out.read += entry.value;
    if (what == "write") out.written += entry.value;
  }
  out.pids = stats.pids.current;
  if (has_own_network(record.pid)) {
    const Result<std::string> devices = read_file(concat("/proc/", record.pid, "/net/dev"), 1 << 20);
    if (devices) add_network(*devices, out);
  }
  return out;
}

}  // namespace runtime::container
