// Whether a container that has ended starts again, and when: Docker's restart policies.
#pragma once

#include <chrono>
#include <optional>

#include "runtime/supervision/settings.h"

namespace runtime::supervisor {

class RestartManager {
 public:
  explicit RestartManager(supervision::Restart restart) : restart_(restart) {}

  // After an end with `exit_code`, of a life of this length: how long to wait before the next; none: no next. The
  // wait doubles from 100 ms to a minute, and begins anew after a life of ten seconds.
  std::optional<std::chrono::milliseconds> next(int exit_code, std::chrono::milliseconds life);
  // How often next() gave one.
  unsigned count() const { return count_; }

 private:
  supervision::Restart restart_;
  std::chrono::milliseconds delay_{0};
  unsigned count_ = 0;
};

}  // namespace runtime::supervisor
