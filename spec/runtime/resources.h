// config.json's "linux.resources": the cgroup's limits (runtime-spec 1.3,
// config-linux.md "Control groups"). What is absent is not touched.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::runtime {

enum class DeviceRuleType : char { kAll = 'a', kChar = 'c', kBlock = 'b' };
// The rules apply in their order. No number: every one.
struct DeviceRule {
  bool allow = false;
  DeviceRuleType type = DeviceRuleType::kAll;
  std::optional<std::int64_t> major;  // -1, as the kernel's tools write it, is every one too
  std::optional<std::int64_t> minor;
  std::string access;  // of "r", "w", "m"
  bool operator==(const DeviceRule&) const = default;
};

// Bytes; -1 is no limit.
struct Memory {
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> reservation;
  std::optional<std::int64_t> swap;  // memory and swap together
  std::optional<std::int64_t> kernel;
  std::optional<std::int64_t> kernel_tcp;
  std::optional<std::uint64_t> swappiness;  // 0 to 100
  std::optional<bool> disable_oom_killer;
  std::optional<bool> use_hierarchy;
  std::optional<bool> check_before_update;
  bool operator==(const Memory&) const = default;
  bool empty() const { return *this == Memory{}; }
};

// Times in microseconds, cpus and mems as lists ("0-3,7").
struct Cpu {
  std::optional<std::uint64_t> shares;
  std::optional<std::int64_t> quota;
  std::optional<std::uint64_t> burst;
  std::optional<std::uint64_t> period;
  std::optional<std::int64_t> realtime_runtime;
  std::optional<std::uint64_t> realtime_period;
  std::string cpus;
  std::string mems;
  std::optional<std::int64_t> idle;  // 1: SCHED_IDLE for the whole cgroup
  bool operator==(const Cpu&) const = default;
  bool empty() const { return *this == Cpu{}; }
};

struct Pids {
  std::optional<std::int64_t> limit;  // -1: no limit
  bool operator==(const Pids&) const = default;
  bool empty() const { return *this == Pids{}; }
};

struct WeightDevice {
  std::int64_t major = 0;
  std::int64_t minor = 0;
  std::optional<std::uint16_t> weight;
  std::optional<std::uint16_t> leaf_weight;
  bool operator==(const WeightDevice&) const = default;
};
struct ThrottleDevice {
  std::int64_t major = 0;
  std::int64_t minor = 0;
  std::uint64_t rate = 0;  // bytes or operations a second
  bool operator==(const ThrottleDevice&) const = default;
};
struct BlockIo {
  std::optional<std::uint16_t> weight;  // 10 to 1000
  std::optional<std::uint16_t> leaf_weight;
  std::vector<WeightDevice> weight_device;
  std::vector<ThrottleDevice> throttle_read_bps_device;
  std::vector<ThrottleDevice> throttle_write_bps_device;
  std::vector<ThrottleDevice> throttle_read_iops_device;
  std::vector<ThrottleDevice> throttle_write_iops_device;
  bool operator==(const BlockIo&) const = default;
  bool empty() const { return *this == BlockIo{}; }
};

struct HugepageLimit {
  std::string page_size;  // "2MB"
  std::uint64_t limit = 0;
  bool operator==(const HugepageLimit&) const = default;
};

struct InterfacePriority {
  std::string name;
  std::uint32_t priority = 0;
  bool operator==(const InterfacePriority&) const = default;
};
struct Network {
  std::optional<std::uint32_t> class_id;
  std::vector<InterfacePriority> priorities;
  bool operator==(const Network&) const = default;
  bool empty() const { return *this == Network{}; }
};

struct Rdma {
  std::optional<std::uint32_t> hca_handles;
  std::optional<std::uint32_t> hca_objects;
  bool operator==(const Rdma&) const = default;
};

struct Resources {
  std::vector<DeviceRule> devices;
  Memory memory;
  Cpu cpu;
  Pids pids;
  BlockIo block_io;
  std::vector<HugepageLimit> hugepage_limits;
  Network network;
  std::map<std::string, Rdma> rdma;            // by the device's name
  std::map<std::string, std::string> unified;  // cgroup v2: file name to what is written into it
  bool operator==(const Resources&) const = default;
  bool empty() const { return *this == Resources{}; }
};

// A document that is linux.resources alone, as `update` gets it.
Result<Resources> parse_resources(std::string_view text);

}  // namespace spec::runtime
