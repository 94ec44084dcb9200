// What ends a build before its time, as a descriptor, so that everything that
// waits or loops can end in good order: SIGINT, SIGTERM and SIGHUP, or an error elsewhere.
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
  static Interrupt never() { return Interrupt(Fd(), Fd()); }

  // Another one, which is raised with this one and by its own raise(). This one must outlive it.
  Result<Interrupt> linked() const;
  // Thread-safe.
  void raise() const;

  // Readable once it is raised, for ever.
  FdRef fd() const { return fd_; }
  bool raised() const;
  // The error "interrupted" once it is raised. Cheap enough for once a file.
  Result<void> check() const;

 private:
  Interrupt(Fd fd, Fd own) : fd_(std::move(fd)), own_(std::move(own)) {}
  Fd fd_;
  Fd own_;  // what raise() makes readable; only of a linked one
};

}  // namespace buildtool::build
