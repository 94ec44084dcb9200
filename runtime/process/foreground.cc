#include "runtime/process/foreground.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/process/terminal.h"
#include "runtime/sys/process.h"

namespace runtime::process {

Result<Foreground> Foreground::begin() {
  sigset_t all;
  ::sigfillset(&all);
  // What a fault of our own raises is no message to the container.
  for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS}) ::sigdelset(&all, fault);
  if (::sigprocmask(SIG_BLOCK, &all, nullptr) < 0) return fail_errno("sigprocmask");
  Fd signals(::signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return fail_errno("signalfd");
  return Foreground(std::move(signals));
}

Result<bool> Foreground::handle_signal(const Child& child, FdRef terminal, int& status) {
  signalfd_siginfo info;
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    const int signal = static_cast<int>(info.ssi_signo);
    switch (signal) {
      case SIGCHLD:
        // Ours, and what a container without its own pid namespace left to us.
        while (true) {
          int ended = 0;
          const pid_t pid = ::waitpid(-1, &ended, WNOHANG | __WALL);
          if (pid <= 0) break;
          if (pid != child.pid()) continue;
          status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
          return true;
        }
        break;
      case SIGWINCH:
        if (terminal.valid()) copy_window_size(terminal);
        break;
      case SIGPIPE:
      case SIGURG:
        break;
      default:
        (void)sys::send_signal(child.pidfd(), signal);
    }
  }
  return false;
}

Result<int> Foreground::wait(const Child& child, FdRef terminal, NotifySocket* notify, DetachKeys* keys) {
  Result<TerminalCopy> copy = TerminalCopy::begin(terminal, keys);
  if (!copy) return std::move(copy).error();
  int status = 0;
  while (true) {
    // The pidfd, too: the signal of a child made by an intermediate process is none.
    pollfd files[5] = {{signals_.get(), POLLIN, 0},
                       {child.pidfd().get(), POLLIN, 0},
                       {-1, 0, 0},
                       {-1, 0, 0},
                       {notify != nullptr ? notify->fd().get() : -1, POLLIN, 0}};
    copy->prepare(files[2], files[3]);
    if (::poll(files, 5, -1) < 0 && errno != EINTR) return fail_errno("poll");
    copy->transfer(files[2], files[3]);
    if (keys != nullptr && keys->found()) return 0;
    // A manager that is not there any more is no reason to leave the container.
    if (files[4].revents != 0) (void)notify->pass_on(::getpid());
    if (files[0].revents != 0 && TRY(handle_signal(child, terminal, status))) break;
    if (files[1].revents != 0) {
      status = TRY(sys::wait(child.pid()));
      break;
    }
  }
  copy->finish();
  return status;
}

}  // namespace runtime::process
