#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "runtime/init/join.h"
#include "runtime/validate/checks.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/sysctl.h"

namespace runtime::validate {

namespace {

using spec::runtime::IdMapping;
using spec::runtime::Namespace;
using spec::runtime::NamespaceType;

void check_joined(const Namespace& wanted, const std::string& place, Problems& problems) {
  const Result<Fd> file = open_at(FdRef::cwd(), wanted.path, O_RDONLY | O_NONBLOCK);
  if (!file) return problems.add(place + ".path", file.error());
  const int type = ::ioctl(file->get(), NS_GET_NSTYPE);
  if (type == static_cast<int>(wanted.type)) return;
  problems.add(place + ".path", concat(wanted.path, " is no ", init::namespace_name(wanted.type), " namespace"));
}

// An ordinary user may map his own id, and those that newuidmap gives him.
void check_mapping(const std::vector<IdMapping>& mappings, std::uint32_t own, const std::vector<IdRange>& ranges,
                   bool maps_ids, const std::string& place, const char* file, Problems& problems) {
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const IdMapping& mapping = mappings[i];
    if (mapping.size == 1 && mapping.host_id == own && mappings.size() == 1) continue;
    const std::string where = concat(place, "[", i, "]");
    const bool is_own = mapping.size == 1 && mapping.host_id == own;
    const bool given = std::any_of(ranges.begin(), ranges.end(), [&](const IdRange& range) {
      return mapping.host_id >= range.first &&
             std::uint64_t{mapping.host_id} + mapping.size <= std::uint64_t{range.first} + range.count;
    });
    if (!is_own && !given) {
      problems.add(where, concat("the ids from ", mapping.host_id, " on are not this user's"),
                   concat("add them to ", file, ", or map the own id alone"));
    } else if (!maps_ids) {
      problems.add(where, "newuidmap and newgidmap are not installed",
                   "apt-get install uidmap, or map the own id alone");
    }
  }
}

void check_user_namespace(const Config& config, const Host& host, Problems& problems) {
  const Namespace* user = config.linux.find_namespace(NamespaceType::kUser);
  if (user == nullptr) {
    if (!host.can(CAP_SYS_ADMIN)) {
      problems.add("linux.namespaces", "an ordinary user needs a user namespace",
                   "see `runtime spec --rootless`, or run as root");
    }
    return;
  }
  if (!user->path.empty()) return;
  if (host.max_user_namespaces == 0) {
    problems.add("linux.namespaces", "this host allows no user namespaces", "sysctl user.max_user_namespaces=10000");
  }
  if (host.can(CAP_SETUID)) return;
  check_mapping(config.linux.uid_mappings, host.uid, host.sub_uids, host.maps_ids, "linux.uidMappings", "/etc/subuid",
                problems);
  check_mapping(config.linux.gid_mappings, host.gid, host.sub_gids, host.maps_ids, "linux.gidMappings", "/etc/subgid",
                problems);
}

void check_network_devices(const Config& config, const Host& host, Problems& problems) {
  for (const auto& [name, device] : config.linux.net_devices) {
    if (host.network_devices.contains(name)) continue;
    problems.add("linux.netDevices." + name, "this host has no such network device", "see `ip link`");
  }
  if (!config.linux.net_devices.empty() && !host.can(CAP_NET_ADMIN)) {
    problems.add("linux.netDevices", "to move a network device needs CAP_NET_ADMIN", "run as root");
  }
}

}  // namespace

void check_namespaces(const Config& config, const Host& host, Problems& problems) {
  for (std::size_t i = 0; i < config.linux.namespaces.size(); ++i) {
    const Namespace& wanted = config.linux.namespaces[i];
    const std::string place = concat("linux.namespaces[", i, "]");
    if (!host.namespaces.contains(wanted.type)) {
      problems.add(place, concat("this kernel has no ", init::namespace_name(wanted.type), " namespaces"));
    } else if (wanted.path.starts_with('/')) {
      check_joined(wanted, place, problems);
    }
  }
  check_user_namespace(config, host, problems);
  check_network_devices(config, host, problems);
  for (const auto& [name, value] : config.linux.sysctl) {
    const Result<std::string> path = spec::runtime::sysctl_path(name);
    if (!path || host.has_sysctl(*path)) continue;
    problems.add("linux.sysctl", concat("this kernel has no \"", name, "\""), "is a module missing?");
  }
}

}  // namespace runtime::validate
