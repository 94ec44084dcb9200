#include "spec/runtime/linux.h"

#include <array>

#include "spec/runtime/tables.h"

namespace spec::runtime {

using json::name;
using json::optional;
using json::required;

constexpr auto describe(const NamespaceType*) {
  using enum NamespaceType;
  return std::array{name(kPid, "pid"), name(kNetwork, "network"), name(kMount, "mount"),   name(kIpc, "ipc"),
                    name(kUts, "uts"), name(kUser, "user"),       name(kCgroup, "cgroup"), name(kTime, "time")};
}

constexpr auto describe(const Namespace*) {
  return std::tuple{required("type", &Namespace::type), optional("path", &Namespace::path)};
}

constexpr auto describe(const IdMapping*) {
  return std::tuple{required("containerID", &IdMapping::container_id), required("hostID", &IdMapping::host_id),
                    required("size", &IdMapping::size)};
}

constexpr auto describe(const TimeOffset*) {
  return std::tuple{optional("secs", &TimeOffset::secs), optional("nanosecs", &TimeOffset::nanosecs)};
}

constexpr auto describe(const DeviceType*) {
  using enum DeviceType;
  return std::array{name(kChar, "c"), name(kBlock, "b"), name(kUnbufferedChar, "u"), name(kFifo, "p")};
}

constexpr auto describe(const Device*) {
  return std::tuple{
      required("path", &Device::path),   required("type", &Device::type),          optional("major", &Device::major),
      optional("minor", &Device::minor), optional("fileMode", &Device::file_mode), optional("uid", &Device::uid),
      optional("gid", &Device::gid)};
}

constexpr auto describe(const NetDevice*) { return std::tuple{optional("name", &NetDevice::name)}; }

constexpr auto describe(const IntelRdt*) {
  return std::tuple{optional("closID", &IntelRdt::clos_id), optional("schemata", &IntelRdt::schemata),
                    optional("l3CacheSchema", &IntelRdt::l3_cache_schema),
                    optional("memBwSchema", &IntelRdt::mem_bw_schema),
                    optional("enableMonitoring", &IntelRdt::enable_monitoring)};
}

constexpr auto describe(const MemoryPolicyMode*) {
  using enum MemoryPolicyMode;
  return std::array{name(kDefault, "MPOL_DEFAULT"),
                    name(kBind, "MPOL_BIND"),
                    name(kInterleave, "MPOL_INTERLEAVE"),
                    name(kWeightedInterleave, "MPOL_WEIGHTED_INTERLEAVE"),
                    name(kPreferred, "MPOL_PREFERRED"),
                    name(kPreferredMany, "MPOL_PREFERRED_MANY"),
                    name(kLocal, "MPOL_LOCAL")};
}

constexpr auto describe(const MemoryPolicyFlag*) {
  using enum MemoryPolicyFlag;
  return std::array{name(kNumaBalancing, "MPOL_F_NUMA_BALANCING"), name(kRelativeNodes, "MPOL_F_RELATIVE_NODES"),
                    name(kStaticNodes, "MPOL_F_STATIC_NODES")};
}

constexpr auto describe(const MemoryPolicy*) {
  return std::tuple{required("mode", &MemoryPolicy::mode), optional("nodes", &MemoryPolicy::nodes),
                    optional("flags", &MemoryPolicy::flags)};
}

constexpr auto describe(const PersonalityDomain*) {
  using enum PersonalityDomain;
  return std::array{name(kLinux, "LINUX"), name(kLinux32, "LINUX32")};
}

constexpr auto describe(const Personality*) {
  return std::tuple{required("domain", &Personality::domain), optional("flags", &Personality::flags)};
}

constexpr auto describe(const Linux*) {
  return std::tuple{optional("namespaces", &Linux::namespaces),
                    optional("uidMappings", &Linux::uid_mappings),
                    optional("gidMappings", &Linux::gid_mappings),
                    optional("timeOffsets", &Linux::time_offsets),
                    optional("devices", &Linux::devices),
                    optional("netDevices", &Linux::net_devices),
                    optional("cgroupsPath", &Linux::cgroups_path),
                    optional("resources", &Linux::resources),
                    optional("rootfsPropagation", &Linux::rootfs_propagation),
                    optional("seccomp", &Linux::seccomp),
                    optional("sysctl", &Linux::sysctl),
                    optional("maskedPaths", &Linux::masked_paths),
                    optional("readonlyPaths", &Linux::readonly_paths),
                    optional("mountLabel", &Linux::mount_label),
                    optional("intelRdt", &Linux::intel_rdt),
                    optional("memoryPolicy", &Linux::memory_policy),
                    optional("personality", &Linux::personality)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Linux& out) {
  return json::decode<Linux>(value, place, out);
}
json::Value encode(const Linux& linux) { return json::encode<Linux>(linux); }

Result<void> decode(const json::Value& value, const json::Place& place, IdMapping& out) {
  return json::decode<IdMapping>(value, place, out);
}
json::Value encode(const IdMapping& mapping) { return json::encode<IdMapping>(mapping); }

const Namespace* Linux::find_namespace(NamespaceType type) const {
  for (const Namespace& entry : namespaces) {
    if (entry.type == type) return &entry;
  }
  return nullptr;
}

}  // namespace spec::runtime
