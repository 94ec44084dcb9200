#include "runtime/example/config.h"

#include <algorithm>

namespace runtime::example {

namespace {

using namespace spec::runtime;

Process shell() {
  Process process;
  process.terminal = true;
  process.args = {"sh"};
  process.env = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"};
  process.cwd = "/";
  Capabilities capabilities;
  capabilities.bounding = {"CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"};
  capabilities.effective = capabilities.permitted = capabilities.bounding;
  process.capabilities = std::move(capabilities);
  process.rlimits = {{RlimitType::kNofile, 1024, 1024}};
  process.no_new_privileges = true;
  return process;
}

Mount mount(std::string destination, std::string type, std::string source, std::vector<std::string> options) {
  return {std::move(destination), std::move(type), std::move(source), std::move(options), {}, {}};
}

std::vector<Mount> mounts() {
  return {
      mount("/proc", "proc", "proc", {}),
      mount("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
      mount("/dev/pts", "devpts", "devpts", {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}),
      mount("/dev/shm", "tmpfs", "shm", {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}),
      mount("/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}),
      mount("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}),
      mount("/sys/fs/cgroup", "cgroup", "cgroup", {"nosuid", "noexec", "nodev", "relatime", "ro"}),
  };
}

}  // namespace

Config config(bool cgroup_namespace) {
  Config config;
  config.oci_version = kVersion;
  config.process = shell();
  config.root = Root{"rootfs", true};
  config.hostname = "container";
  config.mounts = mounts();
  config.linux.resources.devices = {{false, DeviceRuleType::kAll, {}, {}, "rwm"}};
  for (const NamespaceType type : {NamespaceType::kPid, NamespaceType::kNetwork, NamespaceType::kIpc,
                                   NamespaceType::kUts, NamespaceType::kMount}) {
    config.linux.namespaces.push_back({type, ""});
  }
  if (cgroup_namespace) config.linux.namespaces.push_back({NamespaceType::kCgroup, ""});
  config.linux.masked_paths = {"/proc/acpi",          "/proc/asound",     "/proc/kcore",       "/proc/keys",
                               "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
                               "/sys/firmware",       "/proc/scsi"};
  config.linux.readonly_paths = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
  return config;
}

Config rootless_config(bool cgroup_namespace, uid_t uid, gid_t gid) {
  Config out = config(cgroup_namespace);
  for (Mount& entry : out.mounts) {
    // A group that is not mapped cannot own a terminal; a new sysfs needs a network namespace of one's own.
    std::erase(entry.options, "gid=5");
    if (entry.destination == "/sys")
      entry = mount("/sys", "none", "/sys", {"rbind", "nosuid", "noexec", "nodev", "ro"});
  }
  std::erase_if(out.linux.namespaces, [](const Namespace& entry) { return entry.type == NamespaceType::kNetwork; });
  out.linux.namespaces.push_back({NamespaceType::kUser, ""});
  out.linux.uid_mappings = {{0, uid, 1}};
  out.linux.gid_mappings = {{0, gid, 1}};
  out.linux.resources = {};
  return out;
}

}  // namespace runtime::example
