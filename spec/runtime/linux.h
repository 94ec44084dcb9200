// config.json's "linux": namespaces, devices, cgroup, filters (runtime-spec
// 1.3, config-linux.md). Enums have the kernel's values.
#pragma once

#include <sched.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spec/runtime/resources.h"
#include "spec/runtime/seccomp.h"

namespace spec::runtime {

enum class NamespaceType : int {
  kTime = 0x80,  // CLONE_NEWTIME
  kMount = CLONE_NEWNS,
  kCgroup = CLONE_NEWCGROUP,
  kUts = CLONE_NEWUTS,
  kIpc = CLONE_NEWIPC,
  kUser = CLONE_NEWUSER,
  kPid = CLONE_NEWPID,
  kNetwork = CLONE_NEWNET,
};
struct Namespace {
  NamespaceType type{};
  std::string path;  // of one to join; empty: a new one
  bool operator==(const Namespace&) const = default;
};

struct IdMapping {
  std::uint32_t container_id = 0;
  std::uint32_t host_id = 0;
  std::uint32_t size = 0;
  bool operator==(const IdMapping&) const = default;
};

struct TimeOffset {
  std::int64_t secs = 0;
  std::uint32_t nanosecs = 0;
  bool operator==(const TimeOffset&) const = default;
};

enum class DeviceType : char { kChar = 'c', kBlock = 'b', kUnbufferedChar = 'u', kFifo = 'p' };
struct Device {
  std::string path;  // in the container
  DeviceType type{};
  std::optional<std::int64_t> major;  // a fifo has none
  std::optional<std::int64_t> minor;
  std::optional<std::uint32_t> file_mode;
  std::optional<std::uint32_t> uid;  // as the container sees them
  std::optional<std::uint32_t> gid;
  bool operator==(const Device&) const = default;
};

// A network device of the host that moves into the container.
struct NetDevice {
  std::string name;  // its name there; empty: the one it has
  bool operator==(const NetDevice&) const = default;
};

struct IntelRdt {
  std::string clos_id;
  std::vector<std::string> schemata;
  std::string l3_cache_schema;
  std::string mem_bw_schema;
  bool enable_monitoring = false;
  bool operator==(const IntelRdt&) const = default;
};

// set_mempolicy(2)
enum class MemoryPolicyMode : int {
  kDefault = 0,
  kPreferred = 1,
  kBind = 2,
  kInterleave = 3,
  kLocal = 4,
  kPreferredMany = 5,
  kWeightedInterleave = 6,
};
enum class MemoryPolicyFlag : int { kStaticNodes = 1 << 15, kRelativeNodes = 1 << 14, kNumaBalancing = 1 << 13 };
struct MemoryPolicy {
  MemoryPolicyMode mode{};
  std::string nodes;  // "0-3,7"
  std::vector<MemoryPolicyFlag> flags;
  bool operator==(const MemoryPolicy&) const = default;
};

// personality(2)
enum class PersonalityDomain : unsigned long { kLinux = 0, kLinux32 = 8 };
struct Personality {
  PersonalityDomain domain{};
  std::vector<std::string> flags;  // the specification defines none
  bool operator==(const Personality&) const = default;
};

struct Linux {
  std::vector<Namespace> namespaces;
  std::vector<IdMapping> uid_mappings;
  std::vector<IdMapping> gid_mappings;
  std::map<std::string, TimeOffset> time_offsets;  // "monotonic", "boottime"
  std::vector<Device> devices;
  std::map<std::string, NetDevice> net_devices;  // by the name on the host
  std::string cgroups_path;
  Resources resources;
  std::string rootfs_propagation;  // "shared", "slave", "private", "unbindable", and their r-forms
  std::optional<Seccomp> seccomp;
  std::map<std::string, std::string> sysctl;
  std::vector<std::string> masked_paths;
  std::vector<std::string> readonly_paths;
  std::string mount_label;
  std::optional<IntelRdt> intel_rdt;
  std::optional<MemoryPolicy> memory_policy;
  std::optional<Personality> personality;
  bool operator==(const Linux&) const = default;
  bool empty() const { return *this == Linux{}; }

  // The entry of that type; nullptr: the container shares the runtime's.
  const Namespace* find_namespace(NamespaceType type) const;
};

}  // namespace spec::runtime
