#include "spec/bundle/linux.h"

#include <fnmatch.h>
#include <sys/utsname.h>

#include <algorithm>

#include "spec/base/text.h"
#include "spec/bundle/defaults.h"
#include "spec/bundle/devices.h"
#include "spec/bundle/seccomp.h"
#include "spec/image/platform.h"

namespace spec::bundle {

namespace {

std::vector<runtime::Namespace> namespaces(const Options& options) {
  using enum runtime::NamespaceType;
  std::vector<runtime::Namespace> out = {{kMount, ""}};
  const auto add = [&](bool own, runtime::NamespaceType type) {
    if (own) out.push_back({type, ""});
  };
  add(!options.host_uts, kUts);
  add(options.ipc != Ipc::kHost, kIpc);
  add(!options.host_pid, kPid);
  add(!options.host_cgroup, kCgroup);
  if (options.network != Network::kHost) out.push_back({kNetwork, options.network_path});
  add(options.id_maps.has_value(), kUser);
  return out;
}

Result<void> add_devices(const Options& options, runtime::Linux& out) {
  std::vector<DeviceGrant> devices = options.devices;
  if (options.privileged) {
    const std::vector<DeviceGrant> all = TRY(host_devices());
    // Those that were asked for win, by their place.
    for (const DeviceGrant& grant : all) {
      const auto same = [&](const DeviceGrant& other) { return other.device.path == grant.device.path; };
      if (std::none_of(options.devices.begin(), options.devices.end(), same)) devices.push_back(grant);
    }
    out.resources.devices = {{true, runtime::DeviceRuleType::kAll, std::nullopt, std::nullopt, "rwm"}};
  } else {
    out.resources.devices = default_device_rules();
  }
  for (const DeviceGrant& grant : devices) {
    out.devices.push_back(grant.device);
    if (options.privileged) continue;
    const bool block = grant.device.type == runtime::DeviceType::kBlock;
    out.resources.devices.push_back({true, block ? runtime::DeviceRuleType::kBlock : runtime::DeviceRuleType::kChar,
                                     grant.device.major, grant.device.minor, grant.access});
  }
  return {};
}

std::optional<runtime::Seccomp> filter(const Options& options, const std::vector<std::string>& bounding) {
  const std::string architecture = image::host_platform().architecture;
  if (options.seccomp) {
    struct utsname host {};
    const char* kernel = ::uname(&host) == 0 ? host.release : "";
    return resolve(*options.seccomp, bounding, architecture, kernel);
  }
  if (options.privileged || options.no_seccomp) return std::nullopt;
  return default_seccomp(bounding, architecture);
}

void hide_paths(const Options& options, runtime::Linux& out) {
  if (!options.privileged && !options.unmask_all) {
    out.masked_paths = default_masked_paths();
    out.readonly_paths = default_readonly_paths();
    const auto is_shown = [&](const std::string& path) {
      return std::any_of(options.unmask.begin(), options.unmask.end(), [&](const std::string& pattern) {
        return ::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0;
      });
    };
    std::erase_if(out.masked_paths, is_shown);
    std::erase_if(out.readonly_paths, is_shown);
  }
  out.masked_paths.insert(out.masked_paths.end(), options.mask.begin(), options.mask.end());
}

std::map<std::string, std::string> sysctls(const Options& options) {
  std::map<std::string, std::string> out = options.sysctl;
  if (options.network == Network::kHost || options.network == Network::kJoined) return out;
  // Ports below 1024 and ping need no privilege in a network of one's own; where groups are mapped, not all
  // of ping's range are.
  out.emplace("net.ipv4.ip_unprivileged_port_start", "0");
  if (!options.id_maps) out.emplace("net.ipv4.ping_group_range", "0 2147483647");
  return out;
}

}  // namespace

Result<runtime::Linux> linux_part(const Options& options, const std::vector<std::string>& bounding) {
  runtime::Linux out;
  out.namespaces = namespaces(options);
  if (options.id_maps) {
    out.uid_mappings = options.id_maps->uids;
    out.gid_mappings = options.id_maps->gids;
  }
  out.resources = options.resources;
  TRY(add_devices(options, out));
  out.seccomp = filter(options, bounding);
  hide_paths(options, out);
  out.sysctl = sysctls(options);
  out.mount_label = options.mount_label;
  out.net_devices = options.net_devices;
  out.intel_rdt = options.intel_rdt;
  return out;
}

}  // namespace spec::bundle
