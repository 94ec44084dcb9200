// What a supervisor writes down of its container: one JSON file, replaced at each change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/supervision/health.h"
#include "spec/base/result.h"

namespace runtime::supervision {

// Docker's words.
enum class Phase { kCreated, kRunning, kRestarting, kExited };

struct Status {
  Phase phase = Phase::kCreated;
  std::int32_t pid = 0;  // of the container's first process, while it runs
  std::string started;   // RFC 3339, of the last start; "" before the first
  std::string finished;  // likewise
  int exit_code = 0;     // of the last end: the process's, or 128 and the signal
  bool oom_killed = false;
  unsigned restarts = 0;         // by the policy, since somebody started it
  bool stopped_by_hand = false;  // by `stop` or `kill`: "unless-stopped" does not hold any more
  std::string error;             // why the last start failed
  std::optional<Health> health;  // of this life, or the last one; none where nothing is checked
  std::int32_t supervisor = 0;   // its pid, for who looks; whether it lives the lock tells
};

Result<Status> parse_status(std::string_view text);
std::string write_status(const Status& status);
// "created", "running", "restarting", "exited".
std::string_view phase_name(Phase phase);

}  // namespace runtime::supervision
