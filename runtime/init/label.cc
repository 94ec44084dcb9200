#include "runtime/init/child.h"
#include "runtime/init/proc_file.h"

namespace runtime::init {

namespace {

Result<void> set_apparmor(Child& child, const std::string& profile) {
  Result<void> written = write_proc(child.proc, "self/attr/apparmor/exec", "exec " + profile);
  if (!written && written.error().number == ENOENT)
    written = write_proc(child.proc, "self/attr/exec", "exec " + profile);
  if (written) return {};
  Error error = std::move(written).error().step("AppArmor profile " + profile);
  return std::move(error).with_hint("is the profile loaded? see aa-status");
}

}  // namespace

Result<void> set_label(Child& child) {
  const spec::runtime::Process& process = child.process();
  if (!process.apparmor_profile.empty()) TRY(set_apparmor(child, process.apparmor_profile));
  if (process.selinux_label.empty()) return {};
  Result<void> written = write_proc(child.proc, "self/attr/exec", process.selinux_label);
  if (written) return {};
  Error error = std::move(written).error().step("SELinux label " + process.selinux_label);
  return std::move(error).with_hint("does the policy know the label, and allow it?");
}

}  // namespace runtime::init
