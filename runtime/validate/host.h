// What a container can count on here: the kernel's, the machine's, the caller's.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::validate {

// Ids that /etc/subuid or /etc/subgid give to the caller.
struct IdRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

// Facts only: the checks are functions of a Config and a Host, and a test makes the Host that it wants.
struct Host {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t capabilities = 0;  // that this process may use
  std::vector<IdRange> sub_uids;
  std::vector<IdRange> sub_gids;
  bool maps_ids = false;  // newuidmap and newgidmap are installed
  std::set<spec::runtime::NamespaceType> namespaces;
  std::uint64_t max_user_namespaces = 0;
  std::map<spec::runtime::RlimitType, rlim_t> hard_limits;
  int oom_score_adj = 0;
  std::set<std::string> controllers;  // of cgroup v1 and v2
  std::set<std::string> delegated;    // those in whose hierarchy this process may make a cgroup
  bool unified = false;               // limits are v2's
  std::set<std::string> huge_page_sizes;
  std::set<std::uint32_t> cpus;          // online
  std::set<std::uint32_t> memory_nodes;  // online; none without NUMA
  std::set<std::string> network_devices;
  bool selinux = false;
  bool apparmor = false;
  std::set<std::string> apparmor_profiles;  // that are loaded; none where they cannot be seen
  bool resctrl = false;
  // Whether the kernel has a mount's file system and, as far as it tells without making it, takes its options.
  std::function<Result<void>(const spec::runtime::Mount&)> try_file_system;
  // Whether there is such a file of /proc/sys.
  std::function<bool(const std::string& path)> has_sysctl;

  bool can(int capability) const { return (capabilities >> capability & 1) != 0; }

  static Host look();
};

}  // namespace runtime::validate
