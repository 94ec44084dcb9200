#include "runtime/init/intermediate.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "runtime/init/handshake.h"
#include "runtime/init/join.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"

namespace runtime::init {

namespace {

Result<void> enter_time_namespace(const std::string& offsets) {
  constexpr int kNewTime = 0x80;  // CLONE_NEWTIME, which <sched.h> of glibc 2.36 lacks
  if (::unshare(kNewTime) < 0) return fail_errno("unshare the time namespace");
  // Its first process freezes them: they are set from outside.
  Fd file = TRY(open_at(FdRef::cwd(), "/proc/self/timens_offsets", O_WRONLY));
  Result<void> written = write_all(file, offsets, "timeOffsets");
  if (!written && written.error().number == ERANGE) {
    return std::move(written).error().with_hint("no clock may be below 0, nor above 146 years");
  }
  return written;
}

Result<pid_t> make_child(Plan& plan, const Passage& passage) {
  if (passage.unshare_time) TRY(enter_time_namespace(passage.time_offsets));
  TRY(join_namespaces(*passage.join));
  if (passage.container_namespaces != 0 && ::setns(passage.container, passage.container_namespaces) < 0) {
    return fail_errno("join the container's namespaces");
  }
  const std::uint64_t flags = passage.clone_flags | CLONE_PARENT;
  const cgroup::Entrance& entrance = plan.entrance;
  Result<sys::Cloned> child = sys::clone(flags, entrance.clone_into);
  if (!child && child.error().number == EBUSY && entrance.clone_into_instead) {
    child = sys::clone(flags, entrance.clone_into_instead);
  }
  if (!child && child.error().number == EBUSY && entrance.clone_into) {
    return fail_errno("adding pid of the process to cgroups: " + describe_fd(entrance.clone_into), EBUSY);
  }
  if (!child) return std::move(child).error();
  return child->pid;
}

}  // namespace

void pass_through(Plan& plan, const Passage& passage) {
  // Before anything of the container's can see this process.
  ::prctl(PR_SET_DUMPABLE, 0);
  const Result<pid_t> child = make_child(plan, passage);
  if (child && *child == 0) {
    ::close(passage.pid_pipe);
    if (plan.mapped_by_user) ::prctl(PR_SET_DUMPABLE, 1);
    return;
  }
  if (!child) {
    Error error = child.error();
    (void)say(plan.channel, Word::kFailed, encode_error(std::move(error).step("namespaces")));
    ::_exit(1);
  }
  (void)!::write(passage.pid_pipe, &*child, sizeof *child);
  ::_exit(0);
}

}  // namespace runtime::init
