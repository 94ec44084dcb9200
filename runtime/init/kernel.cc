#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/init/proc_file.h"
#include "runtime/mount/kernel_tree.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/runtime/sysctl.h"

namespace runtime::init {

namespace {

Result<Fd> make_proc(bool whole) {
  Fd context = TRY(sys::fsopen("proc"));
  if (!whole) TRY(sys::set_string(context, "subset", "pid"));
  return sys::make_mount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
}

}  // namespace

Result<void> write_proc(FdRef proc, const std::string& path, const std::string& value) {
  open_how how = {};
  how.flags = O_WRONLY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
  Fd file(static_cast<int>(::syscall(SYS_openat2, proc.get(), path.c_str(), &how, sizeof how)));
  if (!file) return fail_errno(path);
  return write_all(file, value, path);
}

Result<void> open_proc(Child& child) {
  const spec::runtime::Process& process = child.process();
  const bool sysctls = child.container != nullptr && !child.config().linux.sysctl.empty();
  if (!sysctls && process.apparmor_profile.empty() && process.selinux_label.empty()) return {};
  // Mounted nowhere: nothing in the container can put another file in the way
  // of what is written to it (CVE-2025-52881).
  Result<Fd> proc = make_proc(sysctls);
  if (!proc && proc.error().number == EPERM) proc = mount::clone_kernel_tree("proc");
  if (!proc) return std::move(proc).error();
  child.proc = std::move(*proc);
  return {};
}

Result<void> write_sysctls(Child& child) {
  for (const auto& [name, value] : child.config().linux.sysctl) {
    const std::string path = TRY(spec::runtime::sysctl_path(name));
    TRY_STEP(name, write_proc(child.proc, "sys/" + path, value));
  }
  return {};
}

Result<void> set_names(Child& child) {
  const spec::runtime::Config& config = child.config();
  if (!config.hostname.empty() && ::sethostname(config.hostname.data(), config.hostname.size()) < 0) {
    return fail_errno("hostname " + config.hostname);
  }
  if (!config.domainname.empty() && ::setdomainname(config.domainname.data(), config.domainname.size()) < 0) {
    return fail_errno("domainname " + config.domainname);
  }
  return {};
}

}  // namespace runtime::init
