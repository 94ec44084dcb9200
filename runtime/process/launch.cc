#include "runtime/process/launch.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "runtime/init/handshake.h"
#include "runtime/init/intermediate.h"
#include "runtime/sys/process.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::process {

namespace {

// The child's pid comes from the intermediate process, which has ended by then
// or is about to; the child itself is ours, and its pid stays until we wait for it.
Result<Child> adopt(pid_t intermediate, FdRef pid_pipe, Fd channel) {
  pid_t pid = -1;
  const ssize_t n = ::read(pid_pipe.get(), &pid, sizeof pid);
  TRY(sys::wait(intermediate));
  if (n != sizeof pid) {
    Result<init::Message> message = init::hear(channel);
    if (!message) return std::move(message).error();
    return fail("hand-shake: no pid came");
  }
  Fd pidfd = TRY(sys::open_pidfd(pid));
  return Child(pid, std::move(pidfd), std::move(channel));
}

template <class AnyPlan>
Result<Child> launch(AnyPlan& plan, const Way& way, void (*live)(AnyPlan&)) {
  auto [ours, theirs] = TRY(sys::socket_pair());
  plan.channel = std::move(theirs);
  const int our_number = ours.get();
  if (way.intermediate) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
    const Fd pid_pipe(ends[0]);
    const init::Passage passage = {&way.by_intermediate,
                                   way.container.get(),
                                   way.container_namespaces,
                                   way.unshare_time,
                                   way.time_offsets,
                                   way.clone_flags,
                                   ends[1]};
    sys::Cloned cloned = TRY(sys::clone(0));
    if (cloned.pid == 0) {
      ::close(our_number);
      init::set_oom_score(plan);
      init::pass_through(plan, passage);
      live(plan);
    }
    plan.channel.reset();
    ::close(ends[1]);
    return adopt(cloned.pid, pid_pipe, std::move(ours));
  }
  sys::Cloned cloned = TRY(sys::clone(way.clone_flags, plan.entrance.clone_into));
  if (cloned.pid == 0) {
    // Else the end of the runtime would never be the end of the conversation.
    ::close(our_number);
    init::set_oom_score(plan);
    live(plan);
  }
  plan.channel.reset();
  return Child(cloned.pid, std::move(cloned.pidfd), std::move(ours));
}

}  // namespace

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      pidfd_(std::move(other.pidfd_)),
      channel_(std::move(other.channel_)),
      kept_(other.kept_) {}

Child::~Child() {
  if (pid_ <= 0 || kept_) return;
  (void)sys::send_signal(pidfd_, SIGKILL);
  (void)sys::wait(pid_);
}

Result<Child> launch_container(init::ContainerPlan& plan, const Way& way) {
  return launch<init::ContainerPlan>(plan, way, &init::run_container);
}

Result<Child> launch_exec(init::Plan& plan, const Way& way) { return launch<init::Plan>(plan, way, &init::run_exec); }

}  // namespace runtime::process
