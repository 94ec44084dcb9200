#include "runtime/features/features.h"

#include <linux/capability.h>
#include <seccomp.h>

#include "runtime/cgroup/systemd_helper.h"
#include "runtime/mount/options.h"
#include "runtime/seccomp/architecture.h"
#include "runtime/seccomp/support.h"
#include "runtime/sys/capabilities.h"
#include "spec/base/text.h"
#include "spec/runtime/config.h"

namespace runtime::features {

namespace {

using namespace spec::runtime;

std::vector<std::string> capabilities() {
  std::vector<std::string> names;
  for (int number = 0; number <= CAP_LAST_CAP; ++number) names.push_back(sys::capability_name(number));
  return names;
}

SeccompFeatures seccomp() {
  SeccompFeatures out;
  out.enabled = true;
  out.actions = {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO",  "SCMP_ACT_KILL",  "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
                 "SCMP_ACT_LOG",   "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP"};
  out.operators = {"SCMP_CMP_EQ", "SCMP_CMP_GE",        "SCMP_CMP_GT", "SCMP_CMP_LE",
                   "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE"};
  out.archs = seccomp::known_architectures();
  out.known_flags.emplace();
  out.supported_flags.emplace();
  for (const SeccompFlag flag :
       {SeccompFlag::kTsync, SeccompFlag::kLog, SeccompFlag::kSpecAllow, SeccompFlag::kWaitKillableRecv}) {
    out.known_flags->emplace_back(flag_name(flag));
    if (seccomp::kernel_has_flag(flag)) out.supported_flags->emplace_back(flag_name(flag));
  }
  return out;
}

MemoryPolicyFeatures memory_policy() {
  MemoryPolicyFeatures out;
  out.modes = {"MPOL_BIND",      "MPOL_DEFAULT",        "MPOL_INTERLEAVE",         "MPOL_LOCAL",
               "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_WEIGHTED_INTERLEAVE"};
  out.flags = {"MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"};
  return out;
}

LinuxFeatures linux() {
  LinuxFeatures out;
  out.namespaces = {"cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"};
  out.capabilities = capabilities();
  const bool systemd = cgroup::SystemdHelper::is_installed();  // a program of its own
  out.cgroup = CgroupFeatures{.v1 = true, .v2 = true, .systemd = systemd, .systemd_user = systemd, .rdma = true};
  out.seccomp = seccomp();
  out.apparmor = EnabledFeature{true};
  out.selinux = EnabledFeature{true};
  out.intel_rdt = IntelRdtFeatures{true, true, true};
  out.memory_policy = memory_policy();
  out.mount_extensions = MountExtensions{EnabledFeature{true}};
  out.net_devices = EnabledFeature{true};
  return out;
}

}  // namespace

Features features() {
  Features out;
  out.oci_version_min = "1.0.0";
  out.oci_version_max = kVersion;
  out.hooks = {"prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"};
  out.mount_options = mount::known_options();
  out.linux = linux();
  const scmp_version* version = ::seccomp_version();
  out.annotations["io.github.seccomp.libseccomp.version"] =
      concat(version->major, ".", version->minor, ".", version->micro);
  out.potentially_unsafe_config_annotations = {"org.criu.config", "org.systemd.property.", "run.oci."};
  return out;
}

}  // namespace runtime::features
