#include "runtime/supervisor/restart.h"

#include <algorithm>

namespace runtime::supervisor {

using namespace std::chrono_literals;
using supervision::Policy;

std::optional<std::chrono::milliseconds> RestartManager::next(int exit_code, std::chrono::milliseconds life) {
  const bool wanted =
      restart_.policy == Policy::kAlways || restart_.policy == Policy::kUnlessStopped ||
      (restart_.policy == Policy::kOnFailure && exit_code != 0 && (restart_.most == 0 || count_ < restart_.most));
  if (!wanted) return std::nullopt;
  ++count_;
  delay_ = life >= 10s || delay_ == 0ms ? 100ms : std::min<std::chrono::milliseconds>(delay_ * 2, 60s);
  return delay_;
}

}  // namespace runtime::supervisor
