// SIGINT, SIGTERM and SIGHUP as a descriptor, so that everything that waits or
// loops can end in good order.
#pragma once

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

class Interrupt {
 public:
  // From now on the signals are blocked in this thread and in those that it
  // starts. Call it before the first thread.
  static Result<Interrupt> watch();

  // One that is never raised, for cleaning up after the other.
  static Interrupt never() { return Interrupt(Fd()); }

  // Readable from the first signal on, for ever.
  FdRef fd() const { return fd_; }
  bool raised() const;
  // The error "interrupted" once a signal came. Cheap enough for once a file.
  Result<void> check() const;

 private:
  explicit Interrupt(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace buildtool::build
