#include "runtime/cgroup/merge.h"

#include <algorithm>

namespace runtime::cgroup {

namespace {

using spec::runtime::BlockIo;
using spec::runtime::Cpu;
using spec::runtime::Memory;
using spec::runtime::Resources;
using spec::runtime::ThrottleDevice;
using spec::runtime::WeightDevice;

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
  if (from) to = from;
}
void take(std::string& to, const std::string& from) {
  if (!from.empty()) to = from;
}
// 0 is "not given", too.
template <class T>
void take_unless_zero(std::optional<T>& to, const std::optional<T>& from) {
  if (from.value_or(0) != 0) to = from;
}

// The element that is about the same, or a new one.
template <class T, class Same>
T& find_or_add(std::vector<T>& list, const T& wanted, const Same& same) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& element) { return same(element, wanted); });
  return found != list.end() ? *found : list.emplace_back(wanted);
}

constexpr auto kSameDevice = [](const auto& a, const auto& b) { return a.major == b.major && a.minor == b.minor; };

void merge(Memory& to, const Memory& from) {
  take(to.limit, from.limit);
  take(to.reservation, from.reservation);
  take(to.swap, from.swap);
  if (from.limit == -1 && !from.swap) to.swap.reset();
  take(to.swappiness, from.swappiness);
  take(to.disable_oom_killer, from.disable_oom_killer);
  take(to.check_before_update, from.check_before_update);
}

void merge(Cpu& to, const Cpu& from) {
  take(to.shares, from.shares);
  take_unless_zero(to.quota, from.quota);
  take_unless_zero(to.period, from.period);
  take(to.burst, from.burst);
  take(to.realtime_runtime, from.realtime_runtime);
  take(to.realtime_period, from.realtime_period);
  take(to.cpus, from.cpus);
  take(to.mems, from.mems);
  take(to.idle, from.idle);
}

void merge(std::vector<ThrottleDevice>& to, const std::vector<ThrottleDevice>& from) {
  for (const ThrottleDevice& device : from) find_or_add(to, device, kSameDevice).rate = device.rate;
}

void merge(BlockIo& to, const BlockIo& from) {
  take(to.weight, from.weight);
  take(to.leaf_weight, from.leaf_weight);
  for (const WeightDevice& device : from.weight_device) {
    WeightDevice& known = find_or_add(to.weight_device, device, kSameDevice);
    take(known.weight, device.weight);
    take(known.leaf_weight, device.leaf_weight);
  }
  merge(to.throttle_read_bps_device, from.throttle_read_bps_device);
  merge(to.throttle_write_bps_device, from.throttle_write_bps_device);
  merge(to.throttle_read_iops_device, from.throttle_read_iops_device);
  merge(to.throttle_write_iops_device, from.throttle_write_iops_device);
}

}  // namespace

Resources merge(const Resources& current, const Resources& changes) {
  Resources merged = current;
  if (!changes.devices.empty()) merged.devices = changes.devices;
  merge(merged.memory, changes.memory);
  merge(merged.cpu, changes.cpu);
  take(merged.pids.limit, changes.pids.limit);
  merge(merged.block_io, changes.block_io);
  for (const auto& page : changes.hugepage_limits) {
    const auto same = [](const auto& a, const auto& b) { return a.page_size == b.page_size; };
    find_or_add(merged.hugepage_limits, page, same).limit = page.limit;
  }
  take(merged.network.class_id, changes.network.class_id);
  for (const auto& interface : changes.network.priorities) {
    const auto same = [](const auto& a, const auto& b) { return a.name == b.name; };
    find_or_add(merged.network.priorities, interface, same).priority = interface.priority;
  }
  for (const auto& [device, limit] : changes.rdma) merged.rdma[device] = limit;
  for (const auto& [file, value] : changes.unified) merged.unified[file] = value;
  return merged;
}

Resources with_what_they_depend_on(Resources changes, const Resources& merged) {
  if (changes.memory.limit || changes.memory.swap) {
    changes.memory.limit = merged.memory.limit;
    changes.memory.swap = merged.memory.swap;
    changes.memory.check_before_update = merged.memory.check_before_update;
  }
  if (changes.cpu.quota.value_or(0) != 0 || changes.cpu.period.value_or(0) != 0) {
    changes.cpu.quota = merged.cpu.quota;
    changes.cpu.period = merged.cpu.period;
  }
  // An idle group has no shares, and one that ceases to be idle has lost them.
  if (changes.cpu.shares || changes.cpu.idle) {
    changes.cpu.shares = merged.cpu.shares;
    changes.cpu.idle = merged.cpu.idle;
  }
  return changes;
}

}  // namespace runtime::cgroup
