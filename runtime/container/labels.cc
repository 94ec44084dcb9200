#include "runtime/container/labels.h"

#include "runtime/sys/lsm.h"

namespace runtime::container {

Result<void> check_label(const spec::runtime::Process& process) {
  if (!process.selinux_label.empty() && !sys::kernel_has_selinux()) {
    return fail("process.selinuxLabel: SELinux is not enabled in this kernel");
  }
  if (!process.apparmor_profile.empty() && !sys::kernel_has_apparmor()) {
    return fail("process.apparmorProfile: AppArmor is not enabled in this kernel");
  }
  return {};
}

Result<void> check_labels(const spec::runtime::Config& config) {
  if (!config.linux.mount_label.empty() && !sys::kernel_has_selinux()) {
    return fail("linux.mountLabel: SELinux is not enabled in this kernel");
  }
  return config.process ? check_label(*config.process) : Result<void>();
}

}  // namespace runtime::container
