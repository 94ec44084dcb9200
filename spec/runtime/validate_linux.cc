#include <algorithm>
#include <array>
#include <set>

#include "spec/base/text.h"
#include "spec/runtime/id_map.h"
#include "spec/runtime/number_list.h"
#include "spec/runtime/sysctl.h"
#include "spec/runtime/validate.h"

namespace spec::runtime {

namespace {

using json::Problems;

void find_in_namespaces(const Config& config, Problems& problems) {
  const Linux& linux = config.linux;
  std::set<NamespaceType> seen;
  for (std::size_t i = 0; i < linux.namespaces.size(); ++i) {
    const Namespace& entry = linux.namespaces[i];
    if (!seen.insert(entry.type).second) problems.add(concat("linux.namespaces[", i, "].type"), "is repeated");
    if (!entry.path.empty() && entry.path[0] != '/') {
      problems.add(concat("linux.namespaces[", i, "].path"), concat("\"", entry.path, "\" must be absolute"));
    }
  }
  const bool has_uts = seen.contains(NamespaceType::kUts);
  if (!config.hostname.empty() && !has_uts) problems.add("hostname", "cannot be set without a uts namespace");
  if (!config.domainname.empty() && !has_uts) problems.add("domainname", "cannot be set without a uts namespace");
  const bool hides = !linux.masked_paths.empty() || !linux.readonly_paths.empty();
  if (hides && !seen.contains(NamespaceType::kMount)) {
    problems.add("linux", "maskedPaths and readonlyPaths cannot be set without a mount namespace");
  }
}

void find_in_mappings(const Linux& linux, Problems& problems) {
  find_id_map_problems(linux.uid_mappings, "linux.uidMappings", problems);
  find_id_map_problems(linux.gid_mappings, "linux.gidMappings", problems);
  const Namespace* user = linux.find_namespace(NamespaceType::kUser);
  const bool mapped = !linux.uid_mappings.empty() || !linux.gid_mappings.empty();
  if (user == nullptr && mapped) problems.add("linux.uidMappings", "need a user namespace in linux.namespaces");
}

void find_in_time_offsets(const Linux& linux, Problems& problems) {
  if (linux.time_offsets.empty()) return;
  const Namespace* time = linux.find_namespace(NamespaceType::kTime);
  if (time == nullptr || !time->path.empty()) {
    problems.add("linux.timeOffsets", "need a new time namespace");
  }
  for (const auto& [clock, offset] : linux.time_offsets) {
    if (clock != "monotonic" && clock != "boottime") {
      problems.add("linux.timeOffsets", concat("unknown clock \"", clock, "\""), "known: monotonic, boottime");
    }
    if (offset.nanosecs >= 1000000000)
      problems.add(concat("linux.timeOffsets.", clock, ".nanosecs"), "is over a second");
  }
}

void find_in_devices(const std::vector<Device>& devices, Problems& problems) {
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const Device& device = devices[i];
    const std::string place = concat("linux.devices[", i, "]");
    if (!device.path.starts_with('/')) {
      problems.add(place + ".path", concat("\"", device.path, "\" must be absolute"));
    }
    if (device.type == DeviceType::kFifo) continue;
    if (!device.major || !device.minor) {
      problems.add(place, "major and minor are missing");
      continue;
    }
    // Linux has 12 bits for the one and 20 for the other.
    if (*device.major < 0 || *device.major >= 1 << 12) problems.add(place + ".major", "is out of range");
    if (*device.minor < 0 || *device.minor >= 1 << 20) problems.add(place + ".minor", "is out of range");
  }
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

void find_in_net_devices(const Linux& linux, Problems& problems) {
  if (linux.net_devices.empty()) return;
  if (linux.find_namespace(NamespaceType::kNetwork) == nullptr) {
    problems.add("linux.netDevices", "need a network namespace in linux.namespaces");
  }
  std::set<std::string> names;
  for (const auto& [host_name, device] : linux.net_devices) {
    const std::string& name = device.name.empty() ? host_name : device.name;
    if (!is_interface_name(host_name)) {
      problems.add("linux.netDevices", concat("\"", host_name, "\" is no device's name"));
    }
    const std::string place = concat("linux.netDevices.", host_name, ".name");
    const bool is_template = name.find('%') != std::string::npos;
    if (!is_interface_name(name, true)) {
      problems.add(place, concat("\"", name, "\" is no device's name"));
    }
    if (!is_template && !names.insert(name).second) {
      problems.add(place, concat("\"", name, "\" is repeated"));
    }
  }
}

// "2MB": it becomes part of a file's name.
bool is_page_size(std::string_view text) {
  if (text.size() < 3 || !text.ends_with('B') || std::string_view("KMG").find(text[text.size() - 2]) == text.npos) {
    return false;
  }
  const std::string_view digits = text.substr(0, text.size() - 2);
  return digits[0] != '0' && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void find_in_resources(const Resources& resources, Problems& problems) {
  if (resources.memory.swappiness.value_or(0) > 100) {
    problems.add("linux.resources.memory.swappiness", "is not between 0 and 100");
  }
  for (std::size_t i = 0; i < resources.hugepage_limits.size(); ++i) {
    const std::string& size = resources.hugepage_limits[i].page_size;
    if (!is_page_size(size)) {
      problems.add(concat("linux.resources.hugepageLimits[", i, "].pageSize"), concat("\"", size, "\" is no page size"),
                   "as in 64KB, 2MB, 1GB");
    }
  }
  for (const auto& [device, limit] : resources.rdma) {
    if (!limit.hca_handles && !limit.hca_objects) {
      problems.add(concat("linux.resources.rdma.", device), "needs hcaHandles or hcaObjects");
    }
  }
  for (const auto& [file, value] : resources.unified) {
    if (file.empty() || file == "." || file == ".." || file.find('/') != std::string::npos) {
      problems.add("linux.resources.unified", concat("\"", file, "\" is not a file's name"));
    }
  }
}

void find_in_paths(const std::vector<std::string>& paths, const char* place, Problems& problems) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!paths[i].starts_with('/'))
      problems.add(concat(place, "[", i, "]"), concat("\"", paths[i], "\" must be absolute"));
  }
}

void find_in_cgroups_path(const std::string& path, Problems& problems) {
  const std::vector<std::string> parts = split(path, '/');
  if (std::find(parts.begin(), parts.end(), "..") != parts.end()) {
    problems.add("linux.cgroupsPath", concat("\"", path, "\" contains \"..\""));
  }
}

void find_in_propagation(const std::string& propagation, Problems& problems) {
  constexpr std::array<std::string_view, 9> kKnown = {"",      "private", "rprivate",   "shared",     "rshared",
                                                      "slave", "rslave",  "unbindable", "runbindable"};
  if (std::find(kKnown.begin(), kKnown.end(), propagation) == kKnown.end()) {
    problems.add("linux.rootfsPropagation", concat("unknown value \"", propagation, "\""));
  }
}

// closID names a folder in resctrl, each element of schemata is one line.
void find_in_intel_rdt(const IntelRdt& rdt, Problems& problems) {
  const bool is_root = rdt.clos_id == "/";
  if (rdt.clos_id == "." || rdt.clos_id == ".." || (!is_root && rdt.clos_id.find('/') != std::string::npos)) {
    problems.add("linux.intelRdt.closID", concat("\"", rdt.clos_id, "\" is no folder's name"));
  }
  if (rdt.l3_cache_schema.find('\n') != std::string::npos) {
    problems.add("linux.intelRdt.l3CacheSchema", "has more than one line");
  }
  if (!rdt.mem_bw_schema.empty() &&
      (!rdt.mem_bw_schema.starts_with("MB:") || rdt.mem_bw_schema.find('\n') != std::string::npos)) {
    problems.add("linux.intelRdt.memBwSchema",
                 concat("\"", rdt.mem_bw_schema, "\" is not one line that begins with MB:"));
  }
  for (std::size_t i = 0; i < rdt.schemata.size(); ++i) {
    if (rdt.schemata[i].find('\n') != std::string::npos) {
      problems.add(concat("linux.intelRdt.schemata[", i, "]"), "has more than one line");
    }
  }
}

// The number of nodes that a mode takes, in runc's words.
void find_in_memory_policy(const MemoryPolicy& policy, Problems& problems) {
  const std::string place = "linux.memoryPolicy.nodes";
  using enum MemoryPolicyMode;
  const auto nodes = parse_number_list(policy.nodes);
  const std::size_t count = nodes ? nodes->size() : 0;
  if (!nodes && !policy.nodes.empty()) {
    problems.add(place, concat("invalid memory policy nodes \"", policy.nodes, "\""));
  } else if ((policy.mode == kDefault || policy.mode == kLocal) && count > 0) {
    problems.add(place, concat("memory policy mode requires 0 nodes but got ", count));
  } else if (policy.mode != kDefault && policy.mode != kLocal && policy.mode != kPreferred && count == 0) {
    problems.add(place, "memory policy mode requires at least one node but got 0");
  }
}

}  // namespace

void find_linux_problems(const Config& config, Problems& problems) {
  const Linux& linux = config.linux;
  find_in_namespaces(config, problems);
  find_in_mappings(linux, problems);
  find_in_time_offsets(linux, problems);
  find_in_devices(linux.devices, problems);
  find_in_net_devices(linux, problems);
  find_in_cgroups_path(linux.cgroups_path, problems);
  find_in_resources(linux.resources, problems);
  find_in_propagation(linux.rootfs_propagation, problems);
  find_sysctl_problems(config, problems);
  find_in_paths(linux.masked_paths, "linux.maskedPaths", problems);
  find_in_paths(linux.readonly_paths, "linux.readonlyPaths", problems);
  if (linux.intel_rdt) find_in_intel_rdt(*linux.intel_rdt, problems);
  if (linux.memory_policy) find_in_memory_policy(*linux.memory_policy, problems);
  if (linux.personality && !linux.personality->flags.empty()) {
    problems.add("linux.personality.flags", "there are none that could be given");
  }
}

}  // namespace spec::runtime
