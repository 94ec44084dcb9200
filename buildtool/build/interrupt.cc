#include "buildtool/build/interrupt.h"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>

#include <csignal>

namespace buildtool::build {

Result<Interrupt> Interrupt::watch() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, number);
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &signals, nullptr); error != 0) {
    return fail_errno("pthread_sigmask", error);
  }
  Fd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return fail_errno("signalfd");
  return Interrupt(std::move(fd));
}

bool Interrupt::raised() const {
  // Never read: the pending signal keeps the descriptor readable for every later look.
  pollfd look = {fd_.get(), POLLIN, 0};
  return ::poll(&look, 1, 0) > 0;
}

Result<void> Interrupt::check() const {
  if (raised()) return fail("interrupted");
  return {};
}

}  // namespace buildtool::build
