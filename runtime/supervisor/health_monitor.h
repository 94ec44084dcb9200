// Runs the health check of a container that lives, again and again.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/supervision/health.h"
#include "runtime/supervision/place.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

// A check is `runtime exec --detach`, which ends once its process runs; the process is our child then.
class HealthMonitor {
 public:
  using Clock = std::chrono::steady_clock;

  HealthMonitor(const supervision::Place& place, const std::vector<std::string>& runtime,
                supervision::HealthCheck check)
      : runtime_(runtime), id_(place.id()), pid_file_(place.path() + "/health.pid"), check_(std::move(check)) {}

  // A life begins. What the checks of lives before have found is `before`.
  void begin(const std::optional<supervision::Health>& before);
  // It has ended: nothing is run any more.
  void end();

  // When handle_time() has something to do.
  std::optional<Clock::time_point> due() const { return due_; }
  // Then: runs a check, or kills one that takes too long; both wait while the container `is_paused`.
  void handle_time(bool is_paused);

  // What the check that runs writes: to be read when there is something.
  FdRef output() const { return output_; }
  void read_output();

  // A child of ours has ended: whether it was one of the check's, and so has been waited for.
  bool take_ended(pid_t pid);

  const supervision::Health& health() const { return health_; }
  // Whether health() has changed since this was asked last.
  bool take_change() { return std::exchange(changed_, false); }

 private:
  Result<void> start();
  pid_t written_pid() const;
  void finish(int exit_code);
  std::chrono::nanoseconds age() const { return Clock::now() - begun_; }

  std::vector<std::string> runtime_;
  std::string id_;
  std::string pid_file_;
  supervision::HealthCheck check_;
  supervision::Health health_;
  bool changed_ = false;
  Clock::time_point begun_;
  std::optional<Clock::time_point> due_;
  // Of the check that runs.
  pid_t exec_ = 0;   // `runtime exec`, until it has ended
  pid_t probe_ = 0;  // what it started
  bool took_too_long_ = false;
  std::chrono::nanoseconds probe_age_{0};
  supervision::Probe result_;
  std::string text_;
  Fd output_;
};

}  // namespace runtime::supervisor
