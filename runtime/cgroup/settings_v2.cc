#include <algorithm>
#include <cmath>

#include "runtime/cgroup/settings.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

using spec::runtime::BlockIo;
using spec::runtime::Cpu;
using spec::runtime::Memory;
using spec::runtime::Resources;
using spec::runtime::ThrottleDevice;
using Settings = std::vector<Setting>;

std::string number_or_max(std::int64_t number) { return number < 0 ? "max" : std::to_string(number); }

// v1 limits memory and swap together, v2 swap alone.
Result<void> add_swap(const Memory& memory, Settings& out) {
  const std::int64_t limit = memory.limit.value_or(0);
  const std::int64_t swap = memory.swap.value_or(0) == 0 && limit == -1 ? -1 : memory.swap.value_or(0);
  if (swap == 0) {
    // Without a limit on memory, crun's way to say that nothing is swapped.
    if (memory.swap && limit == 0) out.push_back({"memory", "memory.swap.max", "0", Setting::IfMissing::kIgnore});
    return {};
  }
  if (swap > 0 && limit <= 0) return fail("linux.resources.memory.swap: needs a memory limit");
  if (swap > 0 && swap < limit) return fail("linux.resources.memory.swap: is less than the memory limit");
  // A kernel without swap has no such file, and gives what these two ask for.
  const bool needless = swap < 0 || swap == limit;
  out.push_back({"memory", "memory.swap.max", swap < 0 ? "max" : std::to_string(swap - limit),
                 needless ? Setting::IfMissing::kIgnore : Setting::IfMissing::kError});
  return {};
}

Result<void> add_memory(const Memory& memory, Settings& out) {
  TRY(add_swap(memory, out));
  if (memory.limit.value_or(0) != 0) out.push_back({"memory", "memory.max", number_or_max(*memory.limit)});
  if (memory.reservation.value_or(0) != 0) {
    out.push_back({"memory", "memory.low", number_or_max(*memory.reservation)});
  }
  return {};
}

void add_cpu(const Cpu& cpu, Settings& out) {
  // 0 is a value of these; a kernel without the file gives what it asks for.
  const auto add_or_zero = [&](const char* file, auto value) {
    if (!value) return;
    const auto if_missing = *value == 0 ? Setting::IfMissing::kIgnore : Setting::IfMissing::kError;
    out.push_back({"cpu", file, std::to_string(*value), if_missing, {}, {}, true});
  };
  // The kernel refuses a weight for an idle group.
  const bool idle = cpu.idle.value_or(0) != 0;
  add_or_zero("cpu.idle", cpu.idle);
  if (!idle && cpu.shares.value_or(0) != 0) {
    out.push_back({"cpu", "cpu.weight", std::to_string(cpu_weight(*cpu.shares))});
  }
  const std::int64_t quota = cpu.quota.value_or(0);
  const std::uint64_t period = cpu.period.value_or(0);
  if (quota != 0 || period != 0) {
    constexpr std::uint64_t kDefaultPeriod = 100000;
    const std::string value =
        concat(quota > 0 ? std::to_string(quota) : "max", " ", period == 0 ? kDefaultPeriod : period);
    out.push_back({.controller = "cpu", .file = "cpu.max", .value = value, .depends = cpu.burst.has_value()});
  }
  add_or_zero("cpu.max.burst", cpu.burst);
  if (!cpu.cpus.empty()) out.push_back({"cpuset", "cpuset.cpus", cpu.cpus});
  if (!cpu.mems.empty()) out.push_back({"cpuset", "cpuset.mems", cpu.mems});
}

void add_throttle(const char* key, const std::vector<ThrottleDevice>& devices, Settings& out) {
  for (const ThrottleDevice& device : devices) {
    out.push_back({"io", "io.max", concat(device.major, ":", device.minor, " ", key, "=", device.rate)});
  }
}

void add_io(const BlockIo& io, Settings& out) {
  const auto weight = [&](const std::string& prefix, std::uint64_t value) {
    out.push_back({"io", "io.bfq.weight", concat(prefix, value), Setting::IfMissing::kError, "io.weight",
                   concat(prefix, io_weight(value))});
  };
  if (io.weight.value_or(0) != 0) weight("default ", *io.weight);
  for (const auto& device : io.weight_device) {
    if (device.weight) weight(concat(device.major, ":", device.minor, " "), *device.weight);
  }
  add_throttle("rbps", io.throttle_read_bps_device, out);
  add_throttle("wbps", io.throttle_write_bps_device, out);
  add_throttle("riops", io.throttle_read_iops_device, out);
  add_throttle("wiops", io.throttle_write_iops_device, out);
}

void add_others(const Resources& resources, Settings& out) {
  if (const auto limit = resources.pids.limit) {
    // The container's first process is born inside, which a limit of 0 forbids: 1 has 0's effect on it.
    out.push_back({"pids", "pids.max", number_or_max(*limit == 0 ? 1 : *limit)});
  }
  for (const auto& page : resources.hugepage_limits) {
    const std::string value = std::to_string(page.limit);
    out.push_back({"hugetlb", concat("hugetlb.", page.page_size, ".max"), value});
    out.push_back({"hugetlb", concat("hugetlb.", page.page_size, ".rsvd.max"), value, Setting::IfMissing::kIgnore});
  }
  for (const auto& [device, limit] : resources.rdma) {
    std::string value = device;
    if (limit.hca_handles) value += concat(" hca_handle=", *limit.hca_handles);
    if (limit.hca_objects) value += concat(" hca_object=", *limit.hca_objects);
    out.push_back({"rdma", "rdma.max", value});
  }
}

// "memory.high" is the memory controller's, "cgroup.max.depth" everyone's.
// Several lines are several writes: io.max takes one device at a time.
Result<void> add_unified(const Resources& resources, Settings& out) {
  for (const auto& [file, value] : resources.unified) {
    if (file.empty() || file.find('/') != std::string::npos) {
      return fail(concat("linux.resources.unified: \"", file, "\" is not a file's name"));
    }
    if (file.find('.') == std::string::npos) {
      return fail(concat("linux.resources.unified: the specified key has not the form CONTROLLER.VALUE `", file, "`"));
    }
    const std::string prefix = file.substr(0, file.find('.'));
    for (const std::string& line : split(value, '\n')) {
      if (!line.empty() || value.empty()) out.push_back({prefix == "cgroup" ? "" : prefix, file, line});
    }
  }
  return {};
}

}  // namespace

// The kernel's defaults lie on a curve: 2 -> 1, 1024 -> 100, 262144 -> 10000.
std::uint64_t cpu_weight(std::uint64_t shares) {
  if (shares <= 2) return 1;
  if (shares >= 262144) return 10000;
  const double log = std::log2(static_cast<double>(shares));
  const double exponent = (log * log + 125 * log) / 612.0 - 7.0 / 34.0;
  return static_cast<std::uint64_t>(std::ceil(std::pow(10, exponent)));
}

std::uint64_t io_weight(std::uint64_t blkio_weight) {
  if (blkio_weight <= 10) return 1;
  return 1 + (blkio_weight - 10) * 9999 / 990;
}

std::vector<Lack> lacks_of_v2(const Resources& resources) {
  const Memory& memory = resources.memory;
  const Cpu& cpu = resources.cpu;
  const BlockIo& io = resources.block_io;
  const bool realtime = cpu.realtime_runtime.value_or(0) != 0 || cpu.realtime_period.value_or(0) != 0;
  const bool leaf_weight = io.leaf_weight.value_or(0) != 0 ||
                           std::any_of(io.weight_device.begin(), io.weight_device.end(),
                                       [](const auto& device) { return device.leaf_weight.value_or(0) != 0; });
  std::vector<Lack> lacks;
  const auto add = [&](bool asked, const char* place, const char* reason) {
    if (asked) lacks.push_back({place, reason});
  };
  add(memory.disable_oom_killer.value_or(false), "linux.resources.memory.disableOOMKiller",
      "cgroup v2 always kills who is out of memory");
  add(memory.swappiness.has_value(), "linux.resources.memory.swappiness", "cgroup v2 has no swappiness");
  add(realtime, "linux.resources.cpu", "cgroup v2 has no limits for realtime processes");
  add(leaf_weight, "linux.resources.blockIO.leafWeight", "cgroup v2 has no leaf weights");
  add(!resources.network.empty(), "linux.resources.network", "cgroup v2 has no net_cls and net_prio");
  return lacks;
}

Result<Settings> settings_v2(const Resources& resources) {
  for (const Lack& lack : lacks_of_v2(resources)) return fail(concat(lack.place, ": ", lack.reason));
  Settings out;
  TRY(add_memory(resources.memory, out));
  add_cpu(resources.cpu, out);
  add_io(resources.block_io, out);
  add_others(resources, out);
  TRY(add_unified(resources, out));
  return out;
}

}  // namespace runtime::cgroup
