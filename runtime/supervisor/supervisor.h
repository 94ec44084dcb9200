// Looking after one container, from its first start until it has ended for good.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/supervision/connection.h"
#include "runtime/supervision/event_log.h"
#include "runtime/supervision/place.h"
#include "runtime/supervisor/clients.h"
#include "runtime/supervisor/health_monitor.h"
#include "runtime/supervisor/life.h"
#include "runtime/supervisor/log_file.h"
#include "runtime/supervisor/restart.h"
#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

enum class First {
  kStart,     // at once
  kAttached,  // once somebody is attached, who then misses nothing
  kAdopt,     // it runs already: its supervisor was killed
};

class Supervisor {
 public:
  // An error with EWOULDBLOCK where the container has a supervisor.
  static Result<Supervisor> make(const std::string& state_root, const std::string& id);

  // `report` is closed once the container runs; where it does not come to that, it gets the error's text.
  Result<void> run(First first, Fd report);

 private:
  using Clock = std::chrono::steady_clock;
  Supervisor(supervision::Place place, FileLock lock, supervision::Settings settings, Clients clients, LogFile log,
             Fd signals, std::optional<HealthMonitor> health);

  Result<void> wait_for_attached(FdRef report);
  Result<void> start();
  Result<void> adopt();
  void wait();  // one round of the loop
  std::vector<pollfd> prepare() const;
  int timeout() const;
  void handle(Client& client, const supervision::Message& message);
  void handle_signals();
  void note_oom();
  void signal(int number);
  void reap();
  void handle_time();
  void note_health();
  void stop(int number, int seconds);
  void kill(Client& client, int number);
  bool copy(FdRef from, supervision::Stream stream);
  void drain();
  void give_input();
  void set_window(const std::string& text);
  void end_life();
  void plan_next(std::chrono::milliseconds life);
  void finish();
  void save();
  void tell(std::string_view action, supervision::Attributes attributes = {});  // to `events`

  supervision::Place place_;
  FileLock lock_;
  supervision::Settings settings_;
  supervision::Status status_;
  Clients clients_;
  LogFile log_;
  Fd signals_;
  RestartManager restarts_;
  std::optional<HealthMonitor> health_;
  std::optional<Life> life_;
  Clock::time_point begun_;
  std::optional<Clock::time_point> kill_at_;   // SIGKILL
  std::optional<Clock::time_point> start_at_;  // the next life
  bool is_stopping_ = false;                   // no next life
  bool starts_again_ = false;                  // `restart`: one more, whatever the policy
  bool is_asked_to_stop_ = false;              // by `stop` or `restart`: the end is one
  bool is_restarting_ = false;                 // the next start is the end of a `restart`
  std::string input_;                          // that the container has not taken yet
  winsize window_ = {};                        // of who is attached
  bool input_ends_ = false;
  bool is_small_ = false;  // nothing is to be done, and shrink_footprint() was called
};

}  // namespace runtime::supervisor
