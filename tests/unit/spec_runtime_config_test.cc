#include <gtest/gtest.h>
#include <sched.h>

#include "spec/runtime/config.h"
#include "spec/runtime/process.h"

namespace spec::runtime {
namespace {

Config parse(std::string_view text) {
  Result<Config> config = parse_config(text);
  EXPECT_TRUE(config) << (config ? "" : config.error().text());
  return config ? std::move(*config) : Config{};
}

// Reads the members, writes them, and expects the same text.
void expect_round_trip(const std::string& members) {
  const std::string text = R"({"ociVersion":"1.3.0",)" + members + "}";
  EXPECT_EQ(write_config(parse(text), json::Style::kCompact), text);
}
void expect_linux_round_trip(const std::string& members) { expect_round_trip(R"("linux":{)" + members + "}"); }
void expect_resources_round_trip(const std::string& members) {
  expect_linux_round_trip(R"("resources":{)" + members + "}");
}

std::string error_of(const std::string& text) {
  const Result<Config> config = parse_config(text);
  return config ? "no error" : config.error().text();
}

TEST(RuntimeConfig, Process) {
  expect_round_trip(
      R"("process":{"terminal":true,"consoleSize":{"height":25,"width":80},)"
      R"("user":{"uid":1,"gid":1,"umask":63,"additionalGids":[5,6]},"args":["sh","-c","true"],)"
      R"("env":["PATH=/bin","TERM=xterm"],"cwd":"/","capabilities":{"bounding":["CAP_KILL","CAP_NET_RAW"],)"
      R"("effective":["CAP_KILL"],"inheritable":["CAP_KILL"],"permitted":["CAP_KILL"],"ambient":["CAP_NET_RAW"]},)"
      R"("rlimits":[{"type":"RLIMIT_NOFILE","hard":18446744073709551615,"soft":1024},)"
      R"({"type":"RLIMIT_CORE","hard":0,"soft":0}],"noNewPrivileges":true,"apparmorProfile":"acme",)"
      R"("oomScoreAdj":0,"selinuxLabel":"system_u:system_r:svirt_lxc_net_t:s0:c124,c675",)"
      R"("ioPriority":{"class":"IOPRIO_CLASS_IDLE","priority":4},)"
      R"("scheduler":{"policy":"SCHED_DEADLINE","nice":-5,"priority":1,"flags":["SCHED_FLAG_RESET_ON_FORK"],)"
      R"("runtime":10000000,"deadline":30000000,"period":40000000},)"
      R"("execCPUAffinity":{"initial":"7","final":"0-3,7"}})");
}

TEST(RuntimeConfig, RootMountsHooksAndTheRest) {
  expect_round_trip(R"("root":{"path":"rootfs","readonly":true},"hostname":"box","domainname":"lan")");
  expect_round_trip(
      R"("mounts":[{"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["nosuid","mode=755"]},)"
      R"({"destination":"/data","type":"none","source":"/volumes/x","options":["rbind","rw"],)"
      R"("uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],)"
      R"("gidMappings":[{"containerID":0,"hostID":100000,"size":65536}]}])");
  expect_round_trip(
      R"("hooks":{"prestart":[{"path":"/bin/a","args":["a","arg"],"env":["k=v"],"timeout":3}],)"
      R"("createRuntime":[{"path":"/bin/b"}],"createContainer":[{"path":"/bin/c"}],)"
      R"("startContainer":[{"path":"/bin/d"}],"poststart":[{"path":"/bin/e"}],"poststop":[{"path":"/bin/f"}]})");
  expect_round_trip(R"("annotations":{"com.example.gpu-cores":"2","empty":""})");
}

TEST(RuntimeConfig, NamespacesMappingsAndTime) {
  expect_linux_round_trip(
      R"("namespaces":[{"type":"pid","path":"/proc/1234/ns/pid"},{"type":"network","path":"/var/run/netns/n"},)"
      R"({"type":"mount"},{"type":"ipc"},{"type":"uts"},{"type":"user"},{"type":"cgroup"},{"type":"time"}],)"
      R"("uidMappings":[{"containerID":0,"hostID":1000,"size":32000}],)"
      R"("gidMappings":[{"containerID":0,"hostID":1000,"size":32000}],)"
      R"("timeOffsets":{"boottime":{"secs":-5,"nanosecs":300},"monotonic":{"secs":172800}})");
}

TEST(RuntimeConfig, DevicesNetDevicesAndPaths) {
  expect_linux_round_trip(
      R"("devices":[{"path":"/dev/fuse","type":"c","major":10,"minor":229,"fileMode":438,"uid":0,"gid":0},)"
      R"({"path":"/dev/sda","type":"b","major":8,"minor":0},{"path":"/dev/f","type":"p"},)"
      R"({"path":"/dev/u","type":"u","major":1,"minor":3}],)"
      R"("netDevices":{"ens4":{},"eth0":{"name":"container_eth0"}},"cgroupsPath":"/myRuntime/myContainer",)"
      R"("rootfsPropagation":"slave","sysctl":{"net.core.somaxconn":"256","net.ipv4.ip_forward":"1"},)"
      R"("maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],)"
      R"("mountLabel":"system_u:object_r:svirt_sandbox_file_t:s0:c715,c811")");
}

TEST(RuntimeConfig, RdtMemoryPolicyPersonality) {
  expect_linux_round_trip(R"("intelRdt":{"closID":"guaranteed_group","schemata":["L3:0=7f0;1=1f","MB:0=20"],)"
                          R"("l3CacheSchema":"L3:0=7f0;1=1f","memBwSchema":"MB:0=20;1=70","enableMonitoring":true},)"
                          R"("memoryPolicy":{"mode":"MPOL_INTERLEAVE","nodes":"2-3","flags":["MPOL_F_STATIC_NODES"]},)"
                          R"("personality":{"domain":"LINUX32"})");
}

TEST(RuntimeConfig, Resources) {
  expect_resources_round_trip(
      R"("devices":[{"allow":false,"type":"a","access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rw"},)"
      R"({"allow":true,"type":"b","major":8,"minor":0,"access":"r"}],)"
      R"("memory":{"limit":536870912,"reservation":536870912,"swap":-1,"kernel":-1,"kernelTCP":-1,"swappiness":0,)"
      R"("disableOOMKiller":false,"useHierarchy":false,"checkBeforeUpdate":true},)"
      R"("cpu":{"shares":1024,"quota":1000000,"burst":1000000,"period":500000,"realtimeRuntime":950000,)"
      R"("realtimePeriod":1000000,"cpus":"2-3","mems":"0-7","idle":0},"pids":{"limit":0},)"
      R"("blockIO":{"weight":10,"leafWeight":10,"weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],)"
      R"("throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],)"
      R"("throttleWriteBpsDevice":[{"major":8,"minor":0,"rate":601}],)"
      R"("throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":602}],)"
      R"("throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":300}]},)"
      R"("hugepageLimits":[{"pageSize":"2MB","limit":209715200},{"pageSize":"64KB","limit":0}],)"
      R"("network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},)"
      R"("rdma":{"mlx4_0":{"hcaObjects":1000},"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},)"
      R"("unified":{"hugetlb.1GB.max":"1073741824","io.max":"259:0 rbps=2097152\n253:0 rbps=2097152"})");
}

TEST(RuntimeConfig, Seccomp) {
  expect_linux_round_trip(
      R"("seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,)"
      R"("architectures":["SCMP_ARCH_X86","SCMP_ARCH_X32"],)"
      R"("flags":["SECCOMP_FILTER_FLAG_TSYNC","SECCOMP_FILTER_FLAG_LOG","SECCOMP_FILTER_FLAG_SPEC_ALLOW",)"
      R"("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],"listenerPath":"/run/agent.sock","listenerMetadata":"m",)"
      R"("syscalls":[{"names":["getcwd","chmod"],"action":"SCMP_ACT_NOTIFY"},)"
      R"({"names":["clone"],"action":"SCMP_ACT_TRACE","errnoRet":0,)"
      R"("args":[{"index":0,"value":2114060288,"valueTwo":18446744073709551615,"op":"SCMP_CMP_MASKED_EQ"}]}]})");
  // No flags at all is not the same as none said.
  expect_linux_round_trip(R"("seccomp":{"defaultAction":"SCMP_ACT_KILL","flags":[]})");
  EXPECT_FALSE(parse(R"({"ociVersion":"1.0.0","linux":{"seccomp":{"defaultAction":"SCMP_ACT_LOG"}}})")
                   .linux.seccomp->flags.has_value());
}

TEST(RuntimeConfig, EnumsHaveTheKernelsValues) {
  const Config config = parse(
      R"({"ociVersion":"1.0.0","process":{"user":{"uid":0,"gid":0},"cwd":"/",)"
      R"("rlimits":[{"type":"RLIMIT_STACK","hard":1,"soft":1}]},"linux":{"namespaces":[{"type":"time"},{"type":"pid"}]}})");
  EXPECT_EQ(static_cast<int>(config.process->rlimits[0].type), RLIMIT_STACK);
  EXPECT_EQ(static_cast<int>(config.linux.namespaces[1].type), CLONE_NEWPID);
  EXPECT_NE(config.linux.find_namespace(NamespaceType::kTime), nullptr);
  EXPECT_EQ(config.linux.find_namespace(NamespaceType::kUser), nullptr);
}

TEST(RuntimeConfig, UnknownMembersAndOtherPlatformsAreIgnored) {
  const Config config =
      parse(R"({"ociVersion":"1.0.0","x-new":{"a":1},"windows":{"layerFolders":[]},"linux":{"newThing":true,)"
            R"("resources":{"memory":{"limit":5,"other":[]}}}})");
  EXPECT_EQ(write_config(config, json::Style::kCompact),
            R"({"ociVersion":"1.0.0","linux":{"resources":{"memory":{"limit":5}}}})");
}

TEST(RuntimeConfig, TheLeastOne) {
  const Config config = parse(R"({"ociVersion":"1.0.0"})");
  EXPECT_FALSE(config.process.has_value());
  EXPECT_FALSE(config.root.has_value());
  EXPECT_EQ(write_config(config, json::Style::kCompact), R"({"ociVersion":"1.0.0"})");
}

TEST(RuntimeConfig, ErrorsNameThePlace) {
  EXPECT_EQ(error_of("{}"), "ociVersion: is missing");
  EXPECT_EQ(error_of(R"({"ociVersion":1})"), "ociVersion: expected a string");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","process":{"args":["a"]}})"), "process.cwd: is missing");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","mounts":[{"destination":"/"},{"type":"proc"}]})"),
            "mounts[1].destination: is missing");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","linux":{"namespaces":[{"type":"net"}]}})"),
            "linux.namespaces[0].type: unknown value \"net\"");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","linux":{"seccomp":{"defaultAction":"SCMP_ACT_DENY"}}})"),
            "linux.seccomp.defaultAction: unknown value \"SCMP_ACT_DENY\"");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","linux":{"devices":[{"path":"/dev/x","type":"z"}]}})"),
            "linux.devices[0].type: unknown value \"z\"");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","linux":{"resources":{"rdma":{"m":{"hcaHandles":-1}}}}})"),
            "linux.resources.rdma.m.hcaHandles: number out of range: -1 is not between 0 and 4294967295");
  EXPECT_EQ(error_of(R"({"ociVersion":"1.0.0","process":{"user":{"uid":0,"gid":0},"cwd":"/",)"
                     R"("rlimits":[{"type":"RLIMIT_X","hard":1,"soft":1}]}})"),
            "process.rlimits[0].type: unknown value \"RLIMIT_X\"");
}

TEST(RuntimeConfig, AProcessAlone) {
  const std::string text = R"({"user":{"uid":7,"gid":8},"args":["id"],"cwd":"/tmp"})";
  const Result<Process> process = parse_process(text);
  ASSERT_TRUE(process) << process.error().text();
  EXPECT_EQ(process->user.uid, 7u);
  EXPECT_FALSE(process->capabilities.has_value());
  EXPECT_EQ(write_process(*process), text);
}

}  // namespace
}  // namespace spec::runtime
