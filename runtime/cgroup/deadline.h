// Waiting for the kernel, bounded: two seconds in all.
#pragma once

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "spec/base/fd.h"

namespace runtime::cgroup {

class Deadline {
 public:
  // Waits until one of them has an event, and a while of 1 ms, 2, 4 ... up to
  // 50 ms at most: not all that is waited for has an event. False: the time is over.
  bool wait(std::vector<pollfd> events) {
    using std::chrono::steady_clock;
    if (steady_clock::now() >= end_) return false;
    ::poll(events.data(), events.size(), pause_ms_);
    pause_ms_ = std::min(pause_ms_ * 2, 50);
    return true;
  }
  bool wait(FdRef fd, short events) { return wait({pollfd{fd.get(), events, 0}}); }
  bool pause() { return wait(std::vector<pollfd>{}); }

 private:
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  int pause_ms_ = 1;
};

}  // namespace runtime::cgroup
