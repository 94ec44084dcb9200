#include <gtest/gtest.h>

#include <algorithm>

#include "spec/runtime/number_list.h"
#include "spec/runtime/sysctl.h"
#include "spec/runtime/validate.h"

namespace spec::runtime {
namespace {

Config good() {
  Config config;
  config.oci_version = "1.0.2-dev";
  config.process.emplace();
  config.process->args = {"true"};
  config.process->cwd = "/";
  config.root = Root{"rootfs", false};
  for (const NamespaceType type : {NamespaceType::kPid, NamespaceType::kMount, NamespaceType::kIpc, NamespaceType::kUts,
                                   NamespaceType::kNetwork}) {
    config.linux.namespaces.push_back({type, ""});
  }
  return config;
}

// The error after `change`, from a config that is good without it.
template <class Change>
std::string error_after(Change change) {
  Config config = good();
  change(config);
  const Result<void> valid = validate(config);
  return valid ? "no error" : valid.error().text();
}
template <class Change>
std::string error_after_process(Change change) {
  return error_after([&](Config& config) { change(*config.process); });
}
template <class Change>
std::string error_after_linux(Change change) {
  return error_after([&](Config& config) { change(config.linux); });
}
std::string sysctl_error(const std::string& name) {
  return error_after_linux([&](Linux& linux) { linux.sysctl[name] = "1"; });
}

TEST(RuntimeValidate, AGoodOne) {
  EXPECT_EQ(error_after([](Config&) {}), "no error");
}

TEST(RuntimeValidate, EveryProblemIsFoundTypesAndValues) {
  json::Problems problems;
  const Config config = parse_config(R"({"ociVersion": "9", "process": {"cwd": 7, "args": ["a", 2], "env": ["A"]},
    "linux": {"namespaces": [{"type": "warp"}, {"type": "pid"}, {"type": "pid"}], "devices": {}}})",
                                     problems);
  find_problems(config, problems);
  std::vector<std::string> found;
  for (const json::Problem& problem : problems.list()) found.push_back(problem.error().text());
  const std::vector<std::string> expected = {
      "process.args[1]: expected a string",
      "process.cwd: expected a string",
      "linux.namespaces[0].type: unknown value \"warp\"",
      "linux.devices: expected a list",
      "ociVersion: \"9\" is no version",
      "process.cwd: must not be empty",
      "process.env[0]: \"A\" is not NAME=VALUE",
      "root: must be specified",
      "linux.namespaces[2].type: is repeated",
  };
  for (const std::string& problem : expected)
    EXPECT_NE(std::find(found.begin(), found.end(), problem), found.end()) << problem;
}

TEST(RuntimeValidate, WhatIsNoJsonIsOneProblem) {
  json::Problems problems;
  (void)parse_config("{", problems);
  ASSERT_EQ(problems.list().size(), 1u);
  EXPECT_EQ(problems.list()[0].place, "");
}

TEST(RuntimeValidate, IdmappedMounts) {
  const auto with = [](auto change) {
    return error_after([&](Config& config) {
      config.mounts = {{"/x", "none", "/src", {"bind", "idmap"}, {}, {}}};
      change(config);
    });
  };
  EXPECT_EQ(with([](Config&) {}), "mounts[0]: idmap needs uidMappings and gidMappings, or a user namespace");
  EXPECT_EQ(with([](Config& c) {
              c.linux.namespaces.push_back({NamespaceType::kUser, "/proc/1/ns/user"});
            }),
            "no error");
  EXPECT_EQ(with([](Config& c) { c.mounts[0].uid_mappings = c.mounts[0].gid_mappings = {{0, 1, 1}}; }), "no error");
  EXPECT_EQ(with([](Config& c) {
              c.mounts[0] = {"/x", "tmpfs", "", {}, {{0, 1, 1}}, {{0, 1, 1}}};
            }),
            "mounts[0]: id mappings are for bind mounts");
}

TEST(RuntimeValidate, Version) {
  const auto with = [](const char* version) {
    return error_after([&](Config& config) { config.oci_version = version; });
  };
  EXPECT_EQ(with("1.3.0"), "no error");
  EXPECT_EQ(with("1.2.1+build"), "no error");
  EXPECT_EQ(with("2.0.0"), "ociVersion: \"2.0.0\" is not supported (supported: 1.0.0 to 1.3.0)");
  EXPECT_EQ(with("1.0"), "ociVersion: \"1.0\" is no version");
  EXPECT_EQ(with(""), "ociVersion: \"\" is no version");
}

TEST(RuntimeValidate, WhatMustBeThere) {
  // "REQUIRED when start is called", not before.
  EXPECT_EQ(error_after([](Config& c) { c.process.reset(); }), "no error");
  EXPECT_EQ(error_after([](Config& c) { c.root.reset(); }), "root: must be specified");
  EXPECT_EQ(error_after([](Config& c) { c.root->path = ""; }), "root.path: must not be empty");
  EXPECT_EQ(error_after([](Config& c) { c.annotations[""] = "x"; }), "annotations: a key must not be empty");
}

TEST(RuntimeValidate, Process) {
  EXPECT_EQ(error_after_process([](Process& p) { p.args.clear(); }), "process.args: must not be empty");
  EXPECT_EQ(error_after_process([](Process& p) { p.cwd = ""; }), "process.cwd: must not be empty");
  EXPECT_EQ(error_after_process([](Process& p) { p.cwd = "tmp"; }), "process.cwd: \"tmp\" must be absolute");
  EXPECT_EQ(error_after_process([](Process& p) { p.env = {"A=1", "B"}; }), "process.env[1]: \"B\" is not NAME=VALUE");
  EXPECT_EQ(error_after_process([](Process& p) { p.env = {"=x"}; }), "process.env[0]: \"=x\" is not NAME=VALUE");
  EXPECT_EQ(error_after_process([](Process& p) {
              p.rlimits = {{RlimitType::kCore, 1, 1}, {RlimitType::kCore, 2, 2}};
            }),
            "process.rlimits[1].type: is repeated");
  EXPECT_EQ(error_after_process([](Process& p) {
              p.rlimits = {{RlimitType::kCore, 1, 2}};
            }),
            "process.rlimits[0].soft: is above the hard limit");
  EXPECT_EQ(error_after_process([](Process& p) { p.oom_score_adj = 1001; }),
            "process.oomScoreAdj: is not between -1000 and 1000");
  EXPECT_EQ(error_after_process([](Process& p) {
              p.io_priority = IoPriority{IoPriorityClass::kIdle, 8};
            }),
            "process.ioPriority.priority: is not between 0 and 7");
  EXPECT_EQ(error_after_process([](Process& p) {
              p.exec_cpu_affinity = ExecCpuAffinity{"0-3,7", "3-1"};
            }),
            "process.execCPUAffinity.final: is no list of CPUs");
}

TEST(RuntimeValidate, Scheduler) {
  const auto with = [](Scheduler scheduler) {
    return error_after_process([&](Process& p) { p.scheduler = scheduler; });
  };
  Scheduler fifo;
  fifo.policy = SchedulerPolicy::kFifo;
  fifo.priority = 10;
  EXPECT_EQ(with(fifo), "no error");
  for (const int bad : {0, 100}) {
    fifo.priority = bad;
    EXPECT_EQ(with(fifo), "process.scheduler.priority: is not between 1 and 99");
  }
  Scheduler other;
  other.nice = 20;
  EXPECT_EQ(with(other), "process.scheduler.nice: is not between -20 and 19");
  other.nice = 0;
  other.priority = 1;
  EXPECT_EQ(with(other), "process.scheduler.priority: is for SCHED_FIFO and SCHED_RR only");
  other.priority = 0;
  other.deadline = 1;
  EXPECT_EQ(with(other), "process.scheduler: runtime, deadline and period are for SCHED_DEADLINE only");
}

TEST(RuntimeValidate, MountsAndHooks) {
  EXPECT_EQ(error_after([](Config& c) {
              c.mounts = {{"/a", "", "", {}, {}, {}}, {"", "", "", {}, {}, {}}};
            }),
            "mounts[1].destination: must not be empty");
  EXPECT_EQ(error_after([](Config& c) {
              c.mounts = {{"/a", "", "", {}, {{0, 1, 1}}, {}}};
            }),
            "mounts[0]: uidMappings and gidMappings must both be given");
  EXPECT_EQ(error_after([](Config& c) {
              c.hooks.start_container = {{"bin/x", {}, {}, {}}};
            }),
            "hooks.startContainer[0].path: \"bin/x\" must be absolute");
  EXPECT_EQ(error_after([](Config& c) {
              c.hooks.poststop = {{"/x", {}, {}, 5}, {"/x", {}, {}, 0}};
            }),
            "hooks.poststop[1].timeout: must be greater than zero");
}

TEST(RuntimeValidate, Namespaces) {
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.namespaces.push_back({NamespaceType::kPid, ""});
            }),
            "linux.namespaces[5].type: is repeated");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.namespaces[0].path = "ns/pid"; }),
            "linux.namespaces[0].path: \"ns/pid\" must be absolute");
  const auto without = [](Config& c) { c.linux.namespaces.clear(); };
  EXPECT_EQ(error_after([&](Config& c) {
              without(c);
              c.hostname = "h";
            }),
            "hostname: cannot be set without a uts namespace");
  EXPECT_EQ(error_after([&](Config& c) {
              without(c);
              c.linux.masked_paths = {"/proc/kcore"};
            }),
            "linux: maskedPaths and readonlyPaths cannot be set without a mount namespace");
}

TEST(RuntimeValidate, Mappings) {
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.uid_mappings = {{0, 1, 1}};
            }),
            "linux.uidMappings: need a user namespace in linux.namespaces");
  const auto with_user = [](Linux& l) { l.namespaces.push_back({NamespaceType::kUser, ""}); };
  EXPECT_EQ(error_after_linux(with_user), "no error");  // the caller's ids
  EXPECT_EQ(error_after_linux([&](Linux& l) {
              with_user(l);
              l.uid_mappings = l.gid_mappings = {{0, 0, 4294967295}};
            }),
            "no error");
  EXPECT_EQ(error_after_linux([&](Linux& l) {
              with_user(l);
              l.gid_mappings = {{0, 5, 4294967295}};
            }),
            "linux.gidMappings[0].size: 4294967295 is out of range");
  EXPECT_EQ(error_after_linux([&](Linux& l) {
              with_user(l);
              l.uid_mappings.resize(341, {0, 0, 1});
            }),
            "linux.uidMappings: has more than 340 entries (the kernel takes no more)");
  EXPECT_EQ(error_after_linux([&](Linux& l) {
              with_user(l);
              for (std::uint32_t i = 0; i < 1000; ++i) l.uid_mappings.push_back({i, 100000 + i, 1});
            }),
            "no error");
  EXPECT_EQ(error_after([](Config& c) {
              c.mounts.emplace_back();
              c.mounts.back().destination = "/x";
              c.mounts.back().options = {"bind", "idmap"};
              c.mounts.back().uid_mappings = {{0, 0, 0}};
              c.mounts.back().gid_mappings = {{0, 0, 1}};
            }),
            "mounts[0].uidMappings[0].size: 0 is out of range");
}

TEST(RuntimeValidate, TimeOffsets) {
  const auto with = [](const char* clock, TimeOffset offset) {
    return error_after_linux([&](Linux& l) {
      l.namespaces.push_back({NamespaceType::kTime, ""});
      l.time_offsets[clock] = offset;
    });
  };
  EXPECT_EQ(with("monotonic", {-5, 999999999}), "no error");
  EXPECT_EQ(with("realtime", {1, 0}), "linux.timeOffsets: unknown clock \"realtime\" (known: monotonic, boottime)");
  EXPECT_EQ(with("boottime", {0, 1000000000}), "linux.timeOffsets.boottime.nanosecs: is over a second");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.time_offsets["boottime"] = {1, 0};
            }),
            "linux.timeOffsets: need a new time namespace");
}

TEST(RuntimeValidate, Devices) {
  const auto with = [](Device device) { return error_after_linux([&](Linux& l) { l.devices = {device}; }); };
  EXPECT_EQ(with({"/dev/f", DeviceType::kFifo, {}, {}, {}, {}, {}}), "no error");
  EXPECT_EQ(with({"dev/x", DeviceType::kChar, 1, 3, {}, {}, {}}), "linux.devices[0].path: \"dev/x\" must be absolute");
  EXPECT_EQ(with({"/dev/x", DeviceType::kChar, 1, {}, {}, {}, {}}), "linux.devices[0]: major and minor are missing");
  EXPECT_EQ(with({"/dev/x", DeviceType::kBlock, 4096, 0, {}, {}, {}}), "linux.devices[0].major: is out of range");
}

TEST(RuntimeValidate, NetDevices) {
  const auto with = [](const char* host, const char* name) {
    return error_after_linux([&](Linux& l) { l.net_devices[host] = {name}; });
  };
  EXPECT_EQ(with("eth0", ""), "no error");
  EXPECT_EQ(with("../eth0", ""), "linux.netDevices: \"../eth0\" is no device's name");
  EXPECT_EQ(with("eth0", "a name that is too long"),
            "linux.netDevices.eth0.name: \"a name that is too long\" is no device's name");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.net_devices = {{"eth0", {"x%d"}}, {"eth1", {"x%d"}}}; }), "no error");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.net_devices["eth0"] = {"x%s"}; }),
            "linux.netDevices.eth0.name: \"x%s\" is no device's name");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.net_devices = {{"eth0", {"x"}}, {"eth1", {"x"}}};
            }),
            "linux.netDevices.eth1.name: \"x\" is repeated");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.namespaces.clear();
              l.net_devices["eth0"] = {};
            }),
            "linux.netDevices: need a network namespace in linux.namespaces");
}

TEST(RuntimeValidate, ResourcesAndPaths) {
  EXPECT_EQ(error_after_linux([](Linux& l) { l.cgroups_path = "/../../y"; }),
            "linux.cgroupsPath: \"/../../y\" contains \"..\"");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.resources.memory.swappiness = 101; }),
            "linux.resources.memory.swappiness: is not between 0 and 100");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.resources.hugepage_limits = {{"../2MB", 1}};
            }),
            "linux.resources.hugepageLimits[0].pageSize: \"../2MB\" is no page size (as in 64KB, 2MB, 1GB)");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.resources.rdma["m"] = {}; }),
            "linux.resources.rdma.m: needs hcaHandles or hcaObjects");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.resources.unified["a/b"] = ""; }),
            "linux.resources.unified: \"a/b\" is not a file's name");
  EXPECT_EQ(error_after_linux([](Linux& l) { l.rootfs_propagation = "privat"; }),
            "linux.rootfsPropagation: unknown value \"privat\"");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.masked_paths = {"/a", "b"};
            }),
            "linux.maskedPaths[1]: \"b\" must be absolute");
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.intel_rdt = IntelRdt{"../x", {}, "", "", false};
            }),
            "linux.intelRdt.closID: \"../x\" is no folder's name");
}

TEST(RuntimeValidate, ListsOfNumbers) {
  EXPECT_EQ(*parse_number_list("0-2,7"), (std::vector<std::uint32_t>{0, 1, 2, 7}));
  for (const char* bad : {"", "1,", "3-1", "a", "-1", "1-", "0-8192", "0 1", "0-99999999999"}) {
    EXPECT_FALSE(parse_number_list(bad)) << bad;
  }
}

TEST(RuntimeValidate, AMemoryPolicyHasTheNodesThatItsModeTakes) {
  const auto error = [](MemoryPolicyMode mode, const char* nodes) {
    return error_after_linux([&](Linux& l) { l.memory_policy = MemoryPolicy{mode, nodes, {}}; });
  };
  const std::string place = "linux.memoryPolicy.nodes: ";
  EXPECT_EQ(error(MemoryPolicyMode::kBind, "x"), place + "invalid memory policy nodes \"x\"");
  EXPECT_EQ(error(MemoryPolicyMode::kBind, ""), place + "memory policy mode requires at least one node but got 0");
  EXPECT_EQ(error(MemoryPolicyMode::kLocal, "0-7"), place + "memory policy mode requires 0 nodes but got 8");
  EXPECT_EQ(error(MemoryPolicyMode::kDefault, ""), "no error");
  EXPECT_EQ(error(MemoryPolicyMode::kPreferred, ""), "no error");
}

TEST(RuntimeValidate, SysctlsOfTheContainersNamespaces) {
  for (const char* name : {"net.ipv4.ip_forward", "net/ipv4/conf/eth0.1/forwarding", "kernel.shmmax",
                           "fs.mqueue.msg_max", "kernel.domainname"}) {
    EXPECT_EQ(sysctl_error(name), "no error") << name;
  }
  EXPECT_EQ(*sysctl_path("net.ipv4.conf.eth0/1.forwarding"), "net/ipv4/conf/eth0.1/forwarding");
}

// R16: what is the host's, and what only looks like the container's.
TEST(RuntimeValidate, SysctlsOfTheHostAreRefused) {
  EXPECT_EQ(sysctl_error("kernel.core_pattern"),
            "linux.sysctl: \"kernel.core_pattern\" is not in a separate kernel namespace");
  EXPECT_EQ(sysctl_error("kernel.hostname"),
            "linux.sysctl: \"kernel.hostname\" conflicts with \"hostname\" (set hostname)");
  for (const char* name : {"a+kernel.core_pattern", "net/../kernel/core_pattern", "net//core_pattern", "net.",
                           "net/./x", "", "net.ipv4 .x", "net.//.//.kernel.core_pattern"}) {
    EXPECT_EQ(sysctl_error(name), std::string("linux.sysctl: \"") + name + "\" is no sysctl's name");
  }
  EXPECT_EQ(error_after_linux([](Linux& l) {
              l.namespaces.clear();
              l.sysctl["net.core.somaxconn"] = "1";
            }),
            "linux.sysctl: \"net.core.somaxconn\" is not allowed in the host's network namespace");
}

TEST(RuntimeValidate, Ids) {
  for (const char* id : {"a", "a.b-c_d+e", "_", "+1", "-"}) EXPECT_TRUE(validate_id(id)) << id;
  for (const std::string id : {"", ".", "..", ".a", "../x", "a/b", "a b", "a\n", "\xc3\xa4"}) {
    EXPECT_FALSE(validate_id(id)) << id;
  }
  EXPECT_FALSE(validate_id(std::string(1025, 'a')));
  EXPECT_EQ(validate_id("../x").error().message, "invalid character in container ID \"../x\"");
}

}  // namespace
}  // namespace spec::runtime
