// Staying with a process until it ends: `run` and `exec` without --detach.
#pragma once

#include <csignal>

#include "runtime/process/detach_keys.h"
#include "runtime/process/launch.h"
#include "runtime/process/notify_socket.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::process {

// From its making on, signals to this process wait, so that none is lost
// between the making of the child and the wait for it. Made before the child.
class Foreground {
 public:
  static Result<Foreground> begin();
  Foreground(Foreground&&) = default;

  // Forwards every signal to the child that can be forwarded, copies between
  // `terminal` (where there is one: the child's terminal's master side) and
  // our standard input and output, and returns the child's exit code, 128 +
  // the signal's number where one ended it. The child has been waited for.
  // What comes through `notify` is passed on, as if this process were the service's. Where somebody types `keys`
  // the child has not ended, and 0 is returned.
  Result<int> wait(const Child& child, FdRef terminal, NotifySocket* notify = nullptr, DetachKeys* keys = nullptr);

 private:
  explicit Foreground(Fd signals) : signals_(std::move(signals)) {}
  // Whether the child has ended.
  Result<bool> handle_signal(const Child& child, FdRef terminal, int& status);
  Fd signals_;
};

}  // namespace runtime::process
