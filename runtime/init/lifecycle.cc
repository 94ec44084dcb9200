#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "runtime/hooks/hooks.h"
#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/log/log.h"

namespace runtime::init {

namespace {

// The hooks that run inside see the container's own process id.
spec::runtime::State state_inside(const Child& child, spec::runtime::Status status) {
  spec::runtime::State state = child.container->state;
  state.status = status;
  state.pid = ::getpid();
  return state;
}

// The kernel spares the first process of a pid namespace what it has no handler
// for: without one, `kill` of a created container would do nothing. execve undoes it.
void end_on_signals() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
    std::signal(signal, [](int number) { ::_exit(128 + number); });
  }
}

// A created container may wait for long: what it holds open until then is what
// it waits on, and nothing of the host's that it has been made with.
Result<void> close_the_rest(const Child& child) {
  const ContainerPlan& plan = *child.container;
  std::array<int, 3> kept = {plan.start_fifo.get(), plan.report_fifo.get(),
                             plan.trace != nullptr ? plan.trace->file() : -1};
  std::sort(kept.begin(), kept.end());
  auto first = 3 + plan.preserve_fds;
  for (const int number : kept) {
    if (number < static_cast<int>(first)) continue;
    const auto last = static_cast<unsigned>(number);
    if (last > first && ::syscall(SYS_close_range, first, last - 1, 0) < 0) return fail_errno("close_range");
    first = last + 1;
  }
  if (::syscall(SYS_close_range, first, ~0U, 0) < 0) return fail_errno("close_range");
  return {};
}

}  // namespace

Result<void> tell_mounted(Child& child) {
  if (!child.container->tell_mounted) return {};
  TRY(say(child.plan.channel, Word::kMounted));
  return expect(child.plan.channel, Word::kProceed);
}

Result<void> run_create_container_hooks(Child& child) {
  return hooks::run_all({.kind = "createContainer",
                         .hooks = child.config().hooks.create_container,
                         .state = state_inside(child, spec::runtime::Status::kCreating),
                         .folder = child.container->rootfs});
}

Result<void> wait_for_release(Child& child) {
  // Before anybody is told that it is there.
  if (child.container != nullptr && child.container->start_fifo) end_on_signals();
  log::debug("init: closing the pipe to signal completion");
  TRY(say(child.plan.channel, Word::kReady));
  TRY(expect(child.plan.channel, Word::kGo));
  // A container that is only created outlives the runtime that made it.
  if (child.container != nullptr && child.container->start_fifo) {
    log::debug("init: about to wait on exec fifo");
    log::end_debug();
    child.plan.channel.reset();
  }
  if (child.container == nullptr) log::debug("setns_init: about to exec");
  return {};
}

Result<void> wait_for_start(Child& child) {
  if (!child.container->start_fifo) return {};
  TRY(close_the_rest(child));
  char byte;
  while (::read(child.container->start_fifo.get(), &byte, 1) < 0) {
    if (errno != EINTR) return fail_errno("wait for the start");
  }
  return {};
}

Result<void> run_start_container_hooks(Child& child) {
  if (child.config().hooks.start_container.empty()) return {};
  // The container's program, not the host's: it runs under the container's filter, too, which this process loads
  // later, since what it does until then is no business of the filter.
  // The container's handling of signals is in place already: a hook that does not read is none of its ends.
  std::signal(SIGPIPE, SIG_IGN);
  Result<void> done = hooks::run_all({.kind = "startContainer",
                                      .hooks = child.config().hooks.start_container,
                                      .state = state_inside(child, spec::runtime::Status::kCreated),
                                      .environment = &child.environment,
                                      .host_files = false,
                                      .confine = [&child] { return load_filter(child); }});
  std::signal(SIGPIPE, SIG_DFL);
  return done;
}

}  // namespace runtime::init
