// Hearing of it when the kernel kills in a cgroup that is out of memory.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/cgroup/manager.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

class OomWatch {
 public:
  // An error where the container has no cgroup with a memory controller.
  static Result<OomWatch> begin(const Paths& paths);

  // Becomes readable when there may be news (v1: an eventfd, v2: inotify).
  FdRef fd() const { return fd_; }
  // Empties it. How often the cgroup has been out of memory since the last
  // call; none once the cgroup is gone.
  std::uint64_t take();

 private:
  std::string folder_;
  bool unified_ = false;
  std::uint64_t known_ = 0;  // v2: oom_kill of memory.events
  Fd fd_;
  Fd control_;  // v1: what fd_ hears of
};

}  // namespace runtime::cgroup
