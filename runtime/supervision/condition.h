// What a supervised container is doing, whatever became of its supervisor.
#pragma once

#include <string>

#include "runtime/supervision/place.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct Condition {
  Settings settings;
  Status status;
  bool is_alive = false;  // its first process
  bool is_paused = false;
  bool is_supervised = false;  // false while it is alive: its supervisor was killed

  bool is_over() const { return !is_alive && !is_supervised; }
  // Docker's words: "created", "running", "paused", "restarting", "exited".
  std::string state() const;
  // "starting", "healthy", "unhealthy"; "none" where nothing is checked.
  std::string health() const;
  // "Up 3 minutes (Paused)", "Up 3 minutes (healthy)", "Exited (0) 2 hours ago", "Created".
  std::string words() const;
};

Result<Condition> condition(const Place& place);

// `Container ID is not running`
Result<void> check_alive(const Place& place);

}  // namespace runtime::supervision
