#include "buildtool/build/interrupt.h"

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
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
  return Interrupt(std::move(fd), Fd());
}

Result<Interrupt> Interrupt::linked() const {
  Fd own(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  Fd either(::epoll_create1(EPOLL_CLOEXEC));
  if (!own || !either) return fail_errno("eventfd");
  for (const FdRef fd : {FdRef(own), FdRef(fd_)}) {
    epoll_event event = {};
    event.events = EPOLLIN;
    if (fd.get() >= 0 && ::epoll_ctl(either.get(), EPOLL_CTL_ADD, fd.get(), &event) < 0) return fail_errno("epoll_ctl");
  }
  return Interrupt(std::move(either), std::move(own));
}

void Interrupt::raise() const {
  const std::uint64_t one = 1;
  // It fails where the counter is full, which is as raised as can be.
  (void)!::write(own_.get(), &one, sizeof one);
}

bool Interrupt::raised() const {
  // Never read: what is pending keeps the descriptor readable for every later look.
  pollfd look = {fd_.get(), POLLIN, 0};
  return ::poll(&look, 1, 0) > 0;
}

Result<void> Interrupt::check() const {
  if (raised()) return fail("interrupted");
  return {};
}

}  // namespace buildtool::build
