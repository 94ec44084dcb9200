#include "runtime/process/notify_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "runtime/sys/socket.h"
#include "spec/base/text.h"

namespace runtime::process {

namespace {

constexpr int kBarrierTimeout = 30000;  // ms: runc's

// The line that begins with READY=, "" where there is none.
std::string_view find_ready(std::string_view message) {
  while (!message.empty()) {
    const std::string_view line = message.substr(0, message.find('\n'));
    if (line.starts_with("READY=")) return line;
    message.remove_prefix(std::min(line.size() + 1, message.size()));
  }
  return {};
}

Result<void> send(FdRef manager, const std::string& text) {
  if (::send(manager.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return fail_errno("NOTIFY_SOCKET");
  return {};
}

// sd_notify_barrier(3): once the manager has acted on what came before, it closes the pipe that we send. One that
// does not know of barriers keeps it: after the time that runc has for it, that is no error.
Result<void> wait_for_manager(const std::string& name) {
  Fd manager = TRY(sys::connect_datagram(name));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd ours(ends[0]);
  Fd theirs(ends[1]);
  TRY(sys::send_fd(manager, "BARRIER=1", theirs));
  theirs.reset();
  pollfd file = {ours.get(), POLLIN, 0};
  while (::poll(&file, 1, kBarrierTimeout) < 0 && errno == EINTR) continue;
  return {};
}

}  // namespace

Result<NotifySocket> NotifySocket::bind(FdRef folder, std::string manager) {
  NotifySocket made;
  made.socket_ = TRY(sys::bind_datagram(folder, kNotifySocketName, 0777));
  made.manager_ = std::move(manager);
  return made;
}

Result<void> NotifySocket::pass_on(pid_t main) {
  const sys::Received received = TRY(sys::receive(socket_));
  const std::string_view ready = find_ready(received.text);
  if (ready.empty()) return {};
  socket_.reset();
  Fd manager = TRY(sys::connect_datagram(manager_));
  TRY(send(manager, concat(ready, "\n")));
  return send(manager, concat("MAINPID=", main, "\n"));
}

Result<void> NotifySocket::wait(FdRef process, pid_t main) {
  if (!socket_) return {};
  while (socket_) {
    pollfd files[2] = {{socket_.get(), POLLIN, 0}, {process.get(), POLLIN, 0}};
    if (::poll(files, 2, -1) < 0 && errno != EINTR) return fail_errno("poll");
    if (files[0].revents != 0) {
      TRY(pass_on(main));
    } else if (files[1].revents != 0) {
      return {};
    }
  }
  return wait_for_manager(manager_);
}

}  // namespace runtime::process
