// What a config.json asks of a host that a test makes up.
#include <gtest/gtest.h>
#include <linux/capability.h>

#include "runtime/validate/checks.h"
#include "runtime/validate/validate.h"

namespace runtime::validate {
namespace {

using namespace spec::runtime;

// A machine with everything, and root on it.
Host rich() {
  Host host;
  host.capabilities = ~std::uint64_t{0};
  for (const NamespaceType type : {NamespaceType::kPid, NamespaceType::kMount, NamespaceType::kIpc, NamespaceType::kUts,
                                   NamespaceType::kNetwork, NamespaceType::kUser, NamespaceType::kCgroup}) {
    host.namespaces.insert(type);
  }
  host.max_user_namespaces = 100;
  host.controllers = host.delegated = {"memory", "cpu", "cpuset", "pids"};
  host.cpus = {0, 1};
  host.memory_nodes = {0};
  host.try_file_system = [](const Mount& mount) -> Result<void> {
    if (mount.type == "tmpfs") return {};
    return fail("file system type \"" + mount.type + "\": No such device");
  };
  host.has_sysctl = [](const std::string& path) { return path == "net/ipv4/ip_forward"; };
  return host;
}

// An ordinary user.
Host poor() {
  Host host = rich();
  host.uid = host.gid = 1000;
  host.capabilities = 0;
  host.sub_uids = {{100000, 65536}};
  host.sub_gids = {{100000, 65536}};
  host.maps_ids = true;
  return host;
}

Config minimal() {
  Config config;
  config.process.emplace();
  return config;
}

using Check = void (*)(const Config&, const Host&, Problems&);
std::string found(Check check, const Config& config, const Host& host) {
  Problems problems;
  check(config, host, problems);
  std::string text;
  for (const auto& problem : problems.list()) text += problem.error().text() + "\n";
  return text;
}

TEST(RuntimeValidateHost, NothingIsWrongWithNothing) {
  EXPECT_EQ(found(check_namespaces, minimal(), rich()), "");
  EXPECT_EQ(found(check_process, minimal(), rich()), "");
  EXPECT_EQ(found(check_resources, minimal(), rich()), "");
}

TEST(RuntimeValidateHost, NamespacesThatTheKernelHasAndThoseToJoin) {
  Config config = minimal();
  config.linux.namespaces = {{NamespaceType::kTime, ""},
                             {NamespaceType::kUts, "/nonexistent"},
                             {NamespaceType::kNetwork, "/proc/self/ns/uts"}};
  EXPECT_EQ(found(check_namespaces, config, rich()),
            "linux.namespaces[0]: this kernel has no time namespaces\n"
            "linux.namespaces[1].path: /nonexistent: No such file or directory\n"
            "linux.namespaces[2].path: /proc/self/ns/uts is no network namespace\n");
}

TEST(RuntimeValidateHost, AnOrdinaryUserMapsItsOwnIdsAndThoseThatItWasGiven) {
  Config config = minimal();
  EXPECT_EQ(
      found(check_namespaces, config, poor()),
      "linux.namespaces: an ordinary user needs a user namespace (see `runtime spec --rootless`, or run as root)\n");
  config.linux.namespaces = {{NamespaceType::kUser, ""}};
  config.linux.uid_mappings = config.linux.gid_mappings = {{0, 1000, 1}};
  EXPECT_EQ(found(check_namespaces, config, poor()), "");
  config.linux.uid_mappings = {{0, 1000, 1}, {1, 100000, 65536}};
  EXPECT_EQ(found(check_namespaces, config, poor()), "");
  config.linux.uid_mappings = {{0, 1000, 1}, {1, 100000, 65537}};
  EXPECT_EQ(found(check_namespaces, config, poor()),
            "linux.uidMappings[1]: the ids from 100000 on are not this user's "
            "(add them to /etc/subuid, or map the own id alone)\n");
  Host bare = poor();
  bare.maps_ids = false;
  config.linux.uid_mappings = {{0, 100000, 10}};
  EXPECT_EQ(found(check_namespaces, config, bare),
            "linux.uidMappings[0]: newuidmap and newgidmap are not installed "
            "(apt-get install uidmap, or map the own id alone)\n");
  EXPECT_EQ(found(check_namespaces, config, rich()), "");
}

TEST(RuntimeValidateHost, SysctlsAndNetworkDevices) {
  Config config = minimal();
  config.linux.sysctl = {{"net.ipv4.ip_forward", "1"}, {"net.nosuch", "1"}};
  config.linux.net_devices = {{"eth7", {}}};
  EXPECT_EQ(found(check_namespaces, config, rich()),
            "linux.netDevices.eth7: this host has no such network device (see `ip link`)\n"
            "linux.sysctl: this kernel has no \"net.nosuch\" (is a module missing?)\n");
}

TEST(RuntimeValidateHost, LimitsThatCannotBeRaised) {
  Config config = minimal();
  config.process->rlimits = {{RlimitType::kNofile, 2048, 1024}, {RlimitType::kCore, 5, 5}};
  config.process->oom_score_adj = -10;
  Host host = poor();
  host.hard_limits = {{RlimitType::kNofile, 1024}, {RlimitType::kCore, 10}};
  EXPECT_EQ(found(check_process, config, host),
            "process.rlimits[0].hard: 2048 is above this process's own limit of 1024 "
            "(lower it, or run with CAP_SYS_RESOURCE)\n"
            "process.oomScoreAdj: is below this process's own 0 (raise it, or run with CAP_SYS_RESOURCE)\n");
  host.capabilities = ~std::uint64_t{0};
  EXPECT_EQ(found(check_process, config, host), "");
}

TEST(RuntimeValidateHost, CapabilitiesThatThisProcessCannotGive) {
  Config config = minimal();
  config.process->capabilities.emplace();
  config.process->capabilities->permitted = {"CAP_KILL", "CAP_SYS_RESOURCE", "CAP_NO_SUCH"};
  Host host = rich();
  host.capabilities &= ~(std::uint64_t{1} << CAP_SYS_RESOURCE);
  EXPECT_EQ(found(check_process, config, host),
            "process.capabilities.permitted[1]: this process does not have CAP_SYS_RESOURCE to give "
            "(leave it out, or run with it)\n");
}

TEST(RuntimeValidateHost, IdsOutsideOfTheMappings) {
  Config config = minimal();
  config.linux.namespaces = {{NamespaceType::kUser, ""}};
  config.linux.uid_mappings = config.linux.gid_mappings = {{0, 1000, 10}};
  config.process->user.uid = 10;
  config.process->user.additional_gids = {9, 77};
  EXPECT_EQ(found(check_process, config, rich()),
            "process.user.uid: 10 is not mapped in the user namespace (add it to the mappings)\n"
            "process.user.additionalGids[1]: 77 is not mapped in the user namespace (add it to the mappings)\n");
}

TEST(RuntimeValidateHost, LabelsOfModulesThatAreNotThere) {
  Config config = minimal();
  config.linux.mount_label = config.process->selinux_label = "label";
  config.process->apparmor_profile = "profile";
  EXPECT_EQ(found(check_process, config, rich()),
            "linux.mountLabel: SELinux is not enabled in this kernel (leave it out, or boot with SELinux)\n"
            "process.selinuxLabel: SELinux is not enabled in this kernel (leave it out, or boot with SELinux)\n"
            "process.apparmorProfile: AppArmor is not enabled in this kernel (leave it out, or boot with AppArmor)\n");
  Host host = rich();
  host.selinux = host.apparmor = true;
  EXPECT_EQ(found(check_process, config, host), "");
  host.apparmor_profiles = {"docker-default"};
  EXPECT_EQ(found(check_process, config, host),
            "process.apparmorProfile: the profile \"profile\" is not loaded (see aa-status)\n");
  config.process->apparmor_profile = "unconfined";
  EXPECT_EQ(found(check_process, config, host), "");
}

TEST(RuntimeValidateHost, ProcessorsAndMemoryNodesThatAreOnline) {
  Config config = minimal();
  config.process->exec_cpu_affinity = ExecCpuAffinity{"0-9", "7"};
  EXPECT_EQ(found(check_process, config, rich()),
            "process.execCPUAffinity.final: none of the CPUs 7 is online (see /sys/devices/system/cpu/online)\n");
  config.linux.memory_policy = MemoryPolicy{MemoryPolicyMode::kBind, "0-1", {}};
  EXPECT_EQ(found(check_resources, config, rich()),
            "linux.memoryPolicy.nodes: memory node 1 is not online (see /sys/devices/system/node/online)\n");
}

TEST(RuntimeValidateHost, ModesNodesAndFlagsOfAMemoryPolicy) {
  using enum MemoryPolicyMode;
  using enum MemoryPolicyFlag;
  const auto with = [](MemoryPolicy policy) {
    Config config = minimal();
    config.linux.memory_policy = std::move(policy);
    return found(check_resources, config, rich());
  };
  EXPECT_EQ(with({kDefault, "", {}}), "");
  EXPECT_EQ(with({kPreferred, "", {}}), "");
  EXPECT_EQ(with({kBind, "0", {kStaticNodes, kNumaBalancing}}), "");
  EXPECT_EQ(with({kLocal, "0", {}}), "linux.memoryPolicy.nodes: this mode takes none (leave them out)\n");
  EXPECT_EQ(with({kInterleave, "", {}}),
            "linux.memoryPolicy.nodes: this mode needs them (see /sys/devices/system/node/online)\n");
  EXPECT_EQ(with({kInterleave, "0", {kStaticNodes, kRelativeNodes, kNumaBalancing}}),
            "linux.memoryPolicy.flags: MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude one another\n"
            "linux.memoryPolicy.flags: MPOL_F_NUMA_BALANCING is for MPOL_BIND and MPOL_PREFERRED_MANY\n");
}

TEST(RuntimeValidateHost, ControllersOfTheCgroups) {
  Config config = minimal();
  config.linux.resources.memory.limit = 1;
  config.linux.resources.block_io.weight = 100;
  config.linux.resources.hugepage_limits = {{"2MB", 0}};
  config.linux.resources.unified["memory.high"] = "1";
  EXPECT_EQ(found(check_resources, config, rich()),
            "linux.resources.blockIO: this host has no blkio controller for cgroups (see /proc/cgroups, and mount it)\n"
            "linux.resources.hugepageLimits: this host has no hugetlb controller for cgroups "
            "(see /proc/cgroups, and mount it)\n"
            "linux.resources.unified: this host's limits are those of cgroup v1 "
            "(boot with systemd.unified_cgroup_hierarchy=1)\n"
            "linux.resources.hugepageLimits[0].pageSize: this machine has no huge pages of 2MB (it has )\n");
  Host host = rich();
  host.unified = true;
  host.controllers = host.delegated = {"memory", "io", "hugetlb"};
  host.huge_page_sizes = {"2MB"};
  EXPECT_EQ(found(check_resources, config, host), "");
  config.linux.resources.unified = {{"cgroup.max.depth", "1"}, {"misc.max", "1"}};
  EXPECT_EQ(found(check_resources, config, host),
            "linux.resources.unified: there is no misc controller for \"misc.max\" "
            "(see /sys/fs/cgroup/cgroup.controllers)\n");
  config.linux.resources.unified.clear();
  config.linux.resources.memory.swappiness = 60;
  config.linux.resources.network.class_id = 1;
  EXPECT_EQ(found(check_resources, config, host),
            "linux.resources.memory.swappiness: cgroup v2 has no swappiness (leave it out)\n"
            "linux.resources.network: cgroup v2 has no net_cls and net_prio (leave it out)\n");
}

TEST(RuntimeValidateHost, CgroupsThatAnOrdinaryUserMayNotMake) {
  Config config = minimal();
  config.linux.resources.pids.limit = 10;
  Host host = poor();
  EXPECT_EQ(found(check_resources, config, host), "");
  host.delegated.clear();
  EXPECT_EQ(found(check_resources, config, host),
            "linux.resources.pids: this user may make no cgroup with the pids controller "
            "(see --cgroup-manager systemd, or leave it out)\n");
}

TEST(RuntimeValidateHost, FileSystemsAndSourcesOfMounts) {
  Config config = minimal();
  config.mounts.resize(4);
  config.mounts[0].type = "tmpfs";
  config.mounts[1].type = "nosuchfs";
  config.mounts[2].options = {"bind"};
  config.mounts[2].source = "gone";
  Problems problems;
  check_mounts(config, rich(), "/nonexistent", problems);
  std::string text;
  for (const auto& problem : problems.list()) text += problem.error().text() + "\n";
  EXPECT_EQ(text,
            "mounts[1]: file system type \"nosuchfs\": No such device\n"
            "mounts[2].source: /nonexistent/gone: No such file or directory\n"
            "mounts[3].type: neither a type nor the option bind\n");
}

TEST(RuntimeValidateHost, ReportsForPeopleAndPrograms) {
  const Report report = {"b/config.json", {{"root.path", "is gone", "make it"}, {"", "all wrong", ""}}};
  EXPECT_EQ(format_text(report), "b/config.json: 2 problems\n  root.path: is gone\n      make it\n  all wrong\n");
  EXPECT_NE(format_json(report).find("\"valid\": false"), std::string::npos);
  EXPECT_EQ(format_text({"b/config.json", {}}), "b/config.json: nothing is in the way\n");
}

}  // namespace
}  // namespace runtime::validate
