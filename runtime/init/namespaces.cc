#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/init/join.h"

namespace runtime::init {

Result<void> enter_cgroup(Child& child) {
  if (child.plan.entrance.moved) {
    const std::string folder = TRY(expect_text(child.plan.channel, Word::kEntered));
    if (child.container != nullptr && !folder.empty()) child.container->cgroup_paths[""] = folder;
  }
  return child.plan.entrance.enter();
}

Result<void> enter_namespaces(Child& child) {
  TRY(join_namespaces(child.plan.join));
  child.plan.join.clear();
  return {};
}

Result<void> become_root(Child& child) {
  if (child.plan.map_ids) TRY(expect(child.plan.channel, Word::kMapped));
  if (child.plan.mapped_by_user) ::prctl(PR_SET_DUMPABLE, 0);
  if (!child.plan.user_namespace) return {};
  // EPERM: setgroups is denied in this namespace, as it is for an ordinary user's own.
  if (!child.plan.keep_groups && ::setgroups(0, nullptr) < 0 && errno != EPERM) return fail_errno("setgroups");
  if (::setresgid(0, 0, 0) < 0) return fail_errno("become gid 0 of the user namespace");
  if (::setresuid(0, 0, 0) < 0) return fail_errno("become uid 0 of the user namespace");
  return {};
}

Result<void> unshare_cgroup_namespace(Child& child) {
  // Only now: its root is the cgroup that the process is in.
  if (child.plan.new_cgroup_namespace && ::unshare(CLONE_NEWCGROUP) < 0) return fail_errno("unshare");
  return child.plan.entrance.delegate();
}

}  // namespace runtime::init
