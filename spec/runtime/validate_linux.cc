#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "spec/base/text.h"
#include "spec/runtime/number_list.h"
#include "spec/runtime/sysctl.h"
#include "spec/runtime/validate.h"

namespace spec::runtime {

namespace {

Result<void> validate_namespaces(const Config& config) {
  const Linux& linux = config.linux;
  std::set<NamespaceType> seen;
  for (std::size_t i = 0; i < linux.namespaces.size(); ++i) {
    const Namespace& entry = linux.namespaces[i];
    if (!seen.insert(entry.type).second) return fail(concat("linux.namespaces[", i, "].type: is repeated"));
    if (!entry.path.empty() && entry.path[0] != '/') {
      return fail(concat("linux.namespaces[", i, "].path: \"", entry.path, "\" must be absolute"));
    }
  }
  const bool has_uts = seen.contains(NamespaceType::kUts);
  if (!config.hostname.empty() && !has_uts) return fail("hostname: cannot be set without a uts namespace");
  if (!config.domainname.empty() && !has_uts) return fail("domainname: cannot be set without a uts namespace");
  const bool hides = !linux.masked_paths.empty() || !linux.readonly_paths.empty();
  if (hides && !seen.contains(NamespaceType::kMount)) {
    return fail("linux: maskedPaths and readonlyPaths cannot be set without a mount namespace");
  }
  return {};
}

Result<void> validate_mapping(const std::vector<IdMapping>& mappings, const std::string& place) {
  constexpr std::size_t kMaxLines = 340;  // user_namespaces(7)
  if (mappings.size() > kMaxLines) return fail(concat(place, ": has more than ", kMaxLines, " entries"));
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const IdMapping& mapping = mappings[i];
    constexpr std::uint64_t kEnd = std::uint64_t{std::numeric_limits<std::uint32_t>::max()} + 1;
    const bool fits = std::uint64_t{mapping.container_id} + mapping.size <= kEnd &&
                      std::uint64_t{mapping.host_id} + mapping.size <= kEnd;
    if (mapping.size == 0 || !fits) return fail(concat(place, "[", i, "].size: ", mapping.size, " is out of range"));
  }
  return {};
}

Result<void> validate_mappings(const Linux& linux) {
  TRY(validate_mapping(linux.uid_mappings, "linux.uidMappings"));
  TRY(validate_mapping(linux.gid_mappings, "linux.gidMappings"));
  const Namespace* user = linux.find_namespace(NamespaceType::kUser);
  const bool mapped = !linux.uid_mappings.empty() || !linux.gid_mappings.empty();
  if (user == nullptr && mapped) return fail("linux.uidMappings: need a user namespace in linux.namespaces");
  return {};
}

Result<void> validate_time_offsets(const Linux& linux) {
  if (linux.time_offsets.empty()) return {};
  const Namespace* time = linux.find_namespace(NamespaceType::kTime);
  if (time == nullptr || !time->path.empty()) return fail("linux.timeOffsets: need a new time namespace");
  for (const auto& [clock, offset] : linux.time_offsets) {
    if (clock != "monotonic" && clock != "boottime") {
      return fail(concat("linux.timeOffsets: unknown clock \"", clock, "\"")).with_hint("known: monotonic, boottime");
    }
    if (offset.nanosecs >= 1000000000) return fail(concat("linux.timeOffsets.", clock, ".nanosecs: is over a second"));
  }
  return {};
}

Result<void> validate_devices(const std::vector<Device>& devices) {
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const Device& device = devices[i];
    const std::string place = concat("linux.devices[", i, "]");
    if (!device.path.starts_with('/')) return fail(concat(place, ".path: \"", device.path, "\" must be absolute"));
    if (device.type == DeviceType::kFifo) continue;
    if (!device.major || !device.minor) return fail(place + ": major and minor are missing");
    // Linux has 12 bits for the one and 20 for the other.
    if (*device.major < 0 || *device.major >= 1 << 12) return fail(place + ".major: is out of range");
    if (*device.minor < 0 || *device.minor >= 1 << 20) return fail(place + ".minor: is out of range");
  }
  return {};
}

// What the kernel takes as a network device's name (dev_valid_name); a
// template has one "%d", in whose place it puts a number.
bool is_interface_name(std::string_view name, bool may_be_template = false) {
  const std::size_t percent = name.find('%');
  if (percent != name.npos && (!may_be_template || name.substr(percent, 2) != "%d" || percent != name.rfind('%'))) {
    return false;
  }
  if (name.empty() || name.size() > 15 || name == "." || name == "..") return false;
  return std::none_of(name.begin(), name.end(), [](unsigned char c) { return c == '/' || c == ':' || c <= ' '; });
}

Result<void> validate_net_devices(const Linux& linux) {
  if (linux.net_devices.empty()) return {};
  if (linux.find_namespace(NamespaceType::kNetwork) == nullptr) {
    return fail("linux.netDevices: need a network namespace in linux.namespaces");
  }
  std::set<std::string> names;
  for (const auto& [host_name, device] : linux.net_devices) {
    const std::string& name = device.name.empty() ? host_name : device.name;
    if (!is_interface_name(host_name)) return fail(concat("linux.netDevices: \"", host_name, "\" is no device's name"));
    const bool is_template = name.find('%') != std::string::npos;
    if (!is_interface_name(name, true)) {
      return fail(concat("linux.netDevices.", host_name, ".name: \"", name, "\" is no device's name"));
    }
    if (!is_template && !names.insert(name).second) {
      return fail(concat("linux.netDevices.", host_name, ".name: \"", name, "\" is repeated"));
    }
  }
  return {};
}

// "2MB": it becomes part of a file's name.
bool is_page_size(std::string_view text) {
  if (text.size() < 3 || !text.ends_with('B') || std::string_view("KMG").find(text[text.size() - 2]) == text.npos) {
    return false;
  }
  const std::string_view digits = text.substr(0, text.size() - 2);
  return digits[0] != '0' && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> validate_resources(const Resources& resources) {
  if (resources.memory.swappiness.value_or(0) > 100) {
    return fail("linux.resources.memory.swappiness: is not between 0 and 100");
  }
  for (std::size_t i = 0; i < resources.hugepage_limits.size(); ++i) {
    const std::string& size = resources.hugepage_limits[i].page_size;
    if (!is_page_size(size)) {
      return fail(concat("linux.resources.hugepageLimits[", i, "].pageSize: \"", size, "\" is no page size"))
          .with_hint("as in 64KB, 2MB, 1GB");
    }
  }
  for (const auto& [device, limit] : resources.rdma) {
    if (!limit.hca_handles && !limit.hca_objects) {
      return fail(concat("linux.resources.rdma.", device, ": needs hcaHandles or hcaObjects"));
    }
  }
  for (const auto& [file, value] : resources.unified) {
    if (file.empty() || file == "." || file == ".." || file.find('/') != std::string::npos) {
      return fail(concat("linux.resources.unified: \"", file, "\" is not a file's name"));
    }
  }
  return {};
}

Result<void> validate_paths(const std::vector<std::string>& paths, const char* place) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!paths[i].starts_with('/')) return fail(concat(place, "[", i, "]: \"", paths[i], "\" must be absolute"));
  }
  return {};
}

Result<void> validate_cgroups_path(const std::string& path) {
  const std::vector<std::string> parts = split(path, '/');
  if (std::find(parts.begin(), parts.end(), "..") == parts.end()) return {};
  return fail(concat("linux.cgroupsPath: \"", path, "\" contains \"..\""));
}

Result<void> validate_propagation(const std::string& propagation) {
  constexpr std::array<std::string_view, 9> kKnown = {"",      "private", "rprivate",   "shared",     "rshared",
                                                      "slave", "rslave",  "unbindable", "runbindable"};
  if (std::find(kKnown.begin(), kKnown.end(), propagation) != kKnown.end()) return {};
  return fail(concat("linux.rootfsPropagation: unknown value \"", propagation, "\""));
}

// closID names a folder in resctrl, each element of schemata is one line.
Result<void> validate_intel_rdt(const IntelRdt& rdt) {
  const bool is_root = rdt.clos_id == "/";
  if (rdt.clos_id == "." || rdt.clos_id == ".." || (!is_root && rdt.clos_id.find('/') != std::string::npos)) {
    return fail(concat("linux.intelRdt.closID: \"", rdt.clos_id, "\" is no folder's name"));
  }
  if (rdt.l3_cache_schema.find('\n') != std::string::npos) {
    return fail("linux.intelRdt.l3CacheSchema: has more than one line");
  }
  if (!rdt.mem_bw_schema.empty() &&
      (!rdt.mem_bw_schema.starts_with("MB:") || rdt.mem_bw_schema.find('\n') != std::string::npos)) {
    return fail(concat("linux.intelRdt.memBwSchema: \"", rdt.mem_bw_schema, "\" is not one line that begins with MB:"));
  }
  for (std::size_t i = 0; i < rdt.schemata.size(); ++i) {
    if (rdt.schemata[i].find('\n') != std::string::npos) {
      return fail(concat("linux.intelRdt.schemata[", i, "]: has more than one line"));
    }
  }
  return {};
}

}  // namespace

Result<void> validate_linux(const Config& config) {
  const Linux& linux = config.linux;
  TRY(validate_namespaces(config));
  TRY(validate_mappings(linux));
  TRY(validate_time_offsets(linux));
  TRY(validate_devices(linux.devices));
  TRY(validate_net_devices(linux));
  TRY(validate_cgroups_path(linux.cgroups_path));
  TRY(validate_resources(linux.resources));
  TRY(validate_propagation(linux.rootfs_propagation));
  TRY(validate_sysctls(config));
  TRY(validate_paths(linux.masked_paths, "linux.maskedPaths"));
  TRY(validate_paths(linux.readonly_paths, "linux.readonlyPaths"));
  if (linux.intel_rdt) TRY(validate_intel_rdt(*linux.intel_rdt));
  if (linux.memory_policy && !linux.memory_policy->nodes.empty() && !parse_number_list(linux.memory_policy->nodes)) {
    return fail(concat("linux.memoryPolicy.nodes: \"", linux.memory_policy->nodes, "\" is no list of nodes"));
  }
  if (linux.personality && !linux.personality->flags.empty()) {
    return fail("linux.personality.flags: there are none that could be given");
  }
  return {};
}

}  // namespace spec::runtime
