#include "buildtool/build/stages.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "buildtool/build/session.h"
#include "buildtool/build/stage.h"

namespace buildtool::build {

namespace {

// Even where there are few processors: much of what a RUN does is waiting for a network.
int default_jobs() { return static_cast<int>(std::max(4U, std::thread::hardware_concurrency())); }

}  // namespace

Result<void> Stages::run(Session& session) {
  std::vector<std::thread> threads;
  std::unique_lock lock(mutex_);
  free_ = session.options.jobs.value_or(default_jobs());
  // A stage needs only earlier ones: whatever one waits for has been started.
  for (const int index : session.graph.order()) {
    changed_.wait(lock, [this] { return free_ > 0 || error_; });
    if (error_) break;
    --free_;
    try {
      threads.emplace_back([this, &session, index] { build_one(session, index); });
    } catch (const std::system_error&) {
      // At a limit of processes: here, then.
      lock.unlock();
      build_one(session, index);
      lock.lock();
    }
  }
  lock.unlock();
  for (std::thread& thread : threads) thread.join();
  if (error_) return *error_;
  return {};
}

void Stages::build_one(Session& session, int index) {
  dockerfile::Lines at;
  Result<StageState> state = build_stage(session, index, at);
  {
    const std::lock_guard lock(mutex_);
    if (state) {
      done_.emplace(index, std::move(*state));
    } else if (!error_) {
      error_ = std::move(state).error();
      failed_at_ = at;
      session.interrupt.raise();
    }
    ++free_;
  }
  changed_.notify_all();
}

Result<const StageState*> Stages::finished(int index) {
  std::unique_lock lock(mutex_);
  const auto is_done = [&] { return done_.contains(index); };
  if (!is_done()) {
    ++free_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return error_ || (is_done() && free_ > 0); });
    --free_;
  }
  if (!is_done()) return fail("interrupted");
  return &done_.at(index);
}

}  // namespace buildtool::build
