#include "imagetool/endpoint/process.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "spec/base/text.h"

namespace imagetool::endpoint {

namespace {

constexpr int kEnd = 1000;  // ms

}  // namespace

Result<Fd> open_process(const spec::network::ProcessId& process) {
  Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
  if (!pidfd) return fail_errno(concat("pid ", process.pid));
  if (!spec::network::is_alive(process)) return fail(concat("pid ", process.pid, ": no such process"));
  return pidfd;
}

void kill_process(const spec::network::ProcessId& process) {
  if (process.pid == 0) return;
  const Result<Fd> pidfd = open_process(process);
  if (!pidfd) return;
  ::syscall(SYS_pidfd_send_signal, pidfd->get(), SIGKILL, nullptr, 0);
  // Its sockets are free once it has ended.
  pollfd file = {pidfd->get(), POLLIN, 0};
  ::poll(&file, 1, kEnd);
}

}  // namespace imagetool::endpoint
