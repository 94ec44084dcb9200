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

void add_memory(const Memory& memory, Settings& out) {
  const auto add = [&](const char* file, std::int64_t value) {
    out.push_back({.controller = "memory", .file = file, .value = std::to_string(value)});
  };
  const std::int64_t limit = memory.limit.value_or(0);
  // Without a limit on memory there is none on memory and swap together.
  const std::int64_t swap = memory.swap.value_or(0) == 0 && limit == -1 ? -1 : memory.swap.value_or(0);
  if (limit != 0) add("memory.limit_in_bytes", limit);
  if (limit != 0) out.back().depends = swap != 0;  // never above that with swap
  if (swap != 0) add("memory.memsw.limit_in_bytes", swap);
  if (memory.reservation.value_or(0) != 0) add("memory.soft_limit_in_bytes", *memory.reservation);
  if (memory.disable_oom_killer.value_or(false)) add("memory.oom_control", 1);
  if (memory.swappiness) add("memory.swappiness", static_cast<std::int64_t>(*memory.swappiness));
}

void add_cpu(const Cpu& cpu, Settings& out) {
  const auto add = [&](const char* file, auto value) {
    if (value.value_or(0) == 0) return;
    out.push_back({.controller = "cpu", .file = file, .value = std::to_string(*value), .depends = true});
  };
  // 0 is a value of these; a kernel without the file gives what it asks for.
  const auto add_or_zero = [&](const char* file, auto value) {
    if (!value) return;
    const auto if_missing = *value == 0 ? Setting::IfMissing::kIgnore : Setting::IfMissing::kError;
    out.push_back({"cpu", file, std::to_string(*value), if_missing, {}, {}, true});
  };
  // The kernel refuses shares for an idle group.
  const bool idle = cpu.idle.value_or(0) != 0;
  add_or_zero("cpu.idle", cpu.idle);
  if (!idle) add("cpu.shares", cpu.shares);
  add("cpu.cfs_period_us", cpu.period);
  add("cpu.cfs_quota_us", cpu.quota);
  add_or_zero("cpu.cfs_burst_us", cpu.burst);
  add("cpu.rt_period_us", cpu.realtime_period);
  add("cpu.rt_runtime_us", cpu.realtime_runtime);
  if (!cpu.cpus.empty()) out.push_back({"cpuset", "cpuset.cpus", cpu.cpus});
  if (!cpu.mems.empty()) out.push_back({"cpuset", "cpuset.mems", cpu.mems});
}

void add_throttle(const char* file, const std::vector<ThrottleDevice>& devices, Settings& out) {
  for (const ThrottleDevice& device : devices) {
    out.push_back({"blkio", file, concat(device.major, ":", device.minor, " ", device.rate)});
  }
}

// The weights are those of the BFQ scheduler, or before Linux 5.0 of CFQ.
void add_blkio(const BlockIo& io, Settings& out) {
  const auto weight = [&](const std::string& what, const std::string& value) {
    out.push_back({"blkio", "blkio.bfq." + what, value, Setting::IfMissing::kError, "blkio." + what, value});
  };
  if (io.weight.value_or(0) != 0) weight("weight", std::to_string(*io.weight));
  if (io.leaf_weight.value_or(0) != 0) out.push_back({"blkio", "blkio.leaf_weight", std::to_string(*io.leaf_weight)});
  for (const auto& device : io.weight_device) {
    const std::string number = concat(device.major, ":", device.minor, " ");
    if (device.weight) weight("weight_device", concat(number, *device.weight));
    if (device.leaf_weight) out.push_back({"blkio", "blkio.leaf_weight_device", concat(number, *device.leaf_weight)});
  }
  add_throttle("blkio.throttle.read_bps_device", io.throttle_read_bps_device, out);
  add_throttle("blkio.throttle.write_bps_device", io.throttle_write_bps_device, out);
  add_throttle("blkio.throttle.read_iops_device", io.throttle_read_iops_device, out);
  add_throttle("blkio.throttle.write_iops_device", io.throttle_write_iops_device, out);
}

void add_others(const Resources& resources, Settings& out) {
  if (const auto limit = resources.pids.limit) {
    // 0 is 1, as on v2.
    out.push_back({"pids", "pids.max", *limit < 0 ? "max" : std::to_string(*limit == 0 ? 1 : *limit)});
  }
  for (const auto& page : resources.hugepage_limits) {
    const std::string value = std::to_string(page.limit);
    out.push_back({"hugetlb", concat("hugetlb.", page.page_size, ".limit_in_bytes"), value});
    out.push_back({"hugetlb", concat("hugetlb.", page.page_size, ".rsvd.limit_in_bytes"), value,
                   Setting::IfMissing::kIgnore});  // since Linux 5.7
  }
  if (resources.network.class_id.value_or(0) != 0) {
    out.push_back({"net_cls", "net_cls.classid", std::to_string(*resources.network.class_id)});
  }
  for (const auto& interface : resources.network.priorities) {
    out.push_back({"net_prio", "net_prio.ifpriomap", concat(interface.name, " ", interface.priority)});
  }
}

}  // namespace

// kernel and kernelTCP are ignored, as the specification allows: the kernel
// has dropped them.
Result<Settings> settings_v1(const Resources& resources) {
  if (!resources.unified.empty()) {
    return fail("linux.resources.unified: invalid configuration: this machine has cgroup v1")
        .with_hint("unified settings need cgroup v2");
  }
  Settings out;
  add_memory(resources.memory, out);
  add_cpu(resources.cpu, out);
  add_blkio(resources.block_io, out);
  add_others(resources, out);
  for (const auto& [device, limit] : resources.rdma) {
    std::string value = device;
    if (limit.hca_handles) value += concat(" hca_handle=", *limit.hca_handles);
    if (limit.hca_objects) value += concat(" hca_object=", *limit.hca_objects);
    out.push_back({"rdma", "rdma.max", value});
  }
  return out;
}

}  // namespace runtime::cgroup
