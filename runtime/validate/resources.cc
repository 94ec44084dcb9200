#include <algorithm>

#include "runtime/cgroup/settings.h"
#include "runtime/validate/checks.h"
#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace runtime::validate {

namespace {

using spec::runtime::Resources;

struct Need {
  bool wanted;
  const char* place;
  const char* controller;
};

std::vector<Need> needs(const Resources& wanted, bool unified) {
  spec::runtime::Cpu time = wanted.cpu;
  time.cpus.clear();
  time.mems.clear();
  std::vector<Need> all = {
      {!wanted.memory.empty(), "memory", "memory"},
      {!time.empty(), "cpu", "cpu"},
      {!wanted.cpu.cpus.empty() || !wanted.cpu.mems.empty(), "cpu", "cpuset"},
      {!wanted.pids.empty(), "pids", "pids"},
      {!wanted.block_io.empty(), "blockIO", unified ? "io" : "blkio"},
      {!wanted.hugepage_limits.empty(), "hugepageLimits", "hugetlb"},
      {!wanted.rdma.empty(), "rdma", "rdma"},
  };
  if (!unified) {
    all.push_back({wanted.network.class_id.has_value(), "network.classID", "net_cls"});
    all.push_back({!wanted.network.priorities.empty(), "network.priorities", "net_prio"});
  }
  return all;
}

void check_controllers(const Resources& wanted, const Host& host, Problems& problems) {
  for (const Need& need : needs(wanted, host.unified)) {
    if (!need.wanted) continue;
    if (host.delegated.contains(need.controller)) continue;
    if (host.controllers.contains(need.controller)) {
      problems.add(concat("linux.resources.", need.place),
                   concat("this user may make no cgroup with the ", need.controller, " controller"),
                   "see --cgroup-manager systemd, or leave it out");
      continue;
    }
    problems.add(concat("linux.resources.", need.place),
                 concat("this host has no ", need.controller, " controller for cgroups"),
                 host.unified ? "see /sys/fs/cgroup/cgroup.controllers" : "see /proc/cgroups, and mount it");
  }
  if (!wanted.unified.empty() && !host.unified) {
    problems.add("linux.resources.unified", "this host's limits are those of cgroup v1",
                 "boot with systemd.unified_cgroup_hierarchy=1");
    return;
  }
  for (const auto& [file, value] : wanted.unified) {
    const std::string controller = file.substr(0, file.find('.'));
    if (controller == "cgroup" || host.controllers.contains(controller)) continue;
    problems.add("linux.resources.unified", concat("there is no ", controller, " controller for \"", file, "\""),
                 "see /sys/fs/cgroup/cgroup.controllers");
  }
}

// What set_mempolicy(2) calls invalid.
void check_memory_mode(const spec::runtime::MemoryPolicy& policy, Problems& problems) {
  using enum spec::runtime::MemoryPolicyMode;
  using enum spec::runtime::MemoryPolicyFlag;
  const auto has = [&](spec::runtime::MemoryPolicyFlag flag) {
    return std::find(policy.flags.begin(), policy.flags.end(), flag) != policy.flags.end();
  };
  const bool alone = policy.mode == kDefault || policy.mode == kLocal;
  if (alone && !policy.nodes.empty())
    problems.add("linux.memoryPolicy.nodes", "this mode takes none", "leave them out");
  if (!alone && policy.mode != kPreferred && policy.nodes.empty()) {
    problems.add("linux.memoryPolicy.nodes", "this mode needs them", "see /sys/devices/system/node/online");
  }
  if (has(kStaticNodes) && has(kRelativeNodes)) {
    problems.add("linux.memoryPolicy.flags", "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude one another");
  }
  if (has(kNumaBalancing) && policy.mode != kBind && policy.mode != kPreferredMany) {
    problems.add("linux.memoryPolicy.flags", "MPOL_F_NUMA_BALANCING is for MPOL_BIND and MPOL_PREFERRED_MANY");
  }
}

void check_memory_policy(const Config& config, const Host& host, Problems& problems) {
  if (!config.linux.memory_policy) return;
  check_memory_mode(*config.linux.memory_policy, problems);
  if (host.memory_nodes.empty()) {
    problems.add("linux.memoryPolicy", "this kernel has no NUMA", "leave it out");
    return;
  }
  const auto nodes = spec::runtime::parse_number_list(config.linux.memory_policy->nodes);
  if (!nodes) return;
  for (const std::uint32_t node : *nodes) {
    if (host.memory_nodes.contains(node)) continue;
    problems.add("linux.memoryPolicy.nodes", concat("memory node ", node, " is not online"),
                 "see /sys/devices/system/node/online");
  }
}

}  // namespace

void check_resources(const Config& config, const Host& host, Problems& problems) {
  const Resources& wanted = config.linux.resources;
  check_controllers(wanted, host, problems);
  if (host.unified) {
    for (const auto& [place, reason] : cgroup::lacks_of_v2(wanted)) problems.add(place, reason, "leave it out");
  }
  for (std::size_t i = 0; i < wanted.hugepage_limits.size(); ++i) {
    const std::string& size = wanted.hugepage_limits[i].page_size;
    if (host.huge_page_sizes.contains(size)) continue;
    problems.add(concat("linux.resources.hugepageLimits[", i, "].pageSize"),
                 concat("this machine has no huge pages of ", size),
                 concat("it has ", join({host.huge_page_sizes.begin(), host.huge_page_sizes.end()}, ", ")));
  }
  if (config.linux.intel_rdt && !host.resctrl) {
    problems.add("linux.intelRdt", "no resctrl file system is mounted",
                 "a processor with resource control, and: mount -t resctrl resctrl /sys/fs/resctrl");
  }
  check_memory_policy(config, host, problems);
}

}  // namespace runtime::validate
