// What a container tells the service manager (sd_notify(3)), as runc passes it on: inside, a socket of ours stands
// in the manager's place, and of what arrives there READY goes on to the manager, with the process that is to be
// the service's.
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::process {

constexpr const char* kNotifySocketName = "notify.sock";

class NotifySocket {
 public:
  NotifySocket() = default;  // none
  // Makes notify.sock in the folder, for everybody to write to. `manager` is the caller's NOTIFY_SOCKET.
  static Result<NotifySocket> bind(FdRef folder, std::string manager);

  // Invalid where there is none, and once READY has been passed on. Readable: pass_on() has something to do.
  const Fd& fd() const { return socket_; }

  // Reads one message; with READY in it, tells the manager so, and that `main` is the service's process.
  Result<void> pass_on(pid_t main);

  // Returns once READY has been passed on and the manager has acted on it, or the process has ended.
  Result<void> wait(FdRef process, pid_t main);

 private:
  Fd socket_;
  std::string manager_;
};

}  // namespace runtime::process
