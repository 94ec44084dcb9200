#include "buildtool/build/stages.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "buildtool/build/session.h"
#include "buildtool/build/stage.h"

namespace buildtool::build {

// Even where there are few processors: much of what a RUN does is waiting for a network.
Jobs::Jobs(std::optional<int> number)
    : one_by_one(number == 1),
      free(number.value_or(static_cast<int>(std::max(4U, std::thread::hardware_concurrency())))) {}

Result<void> Stages::run(Session& session) {
  std::vector<std::thread> threads;
  std::unique_lock lock(session.jobs.mutex);
  jobs_ = &session.jobs;
  // A stage needs only earlier ones: whatever one waits for has been started.
  for (const int index : session.graph.order()) {
    jobs_->changed.wait(lock, [this] { return jobs_->free > 0 || error_; });
    if (error_) break;
    --jobs_->free;
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
    const std::lock_guard lock(jobs_->mutex);
    if (state) {
      done_.emplace(index, std::move(*state));
    } else {
      note(session, std::move(state).error(), at);
    }
    ++jobs_->free;
  }
  jobs_->changed.notify_all();
}

void Stages::note(Session& session, Error error, const dockerfile::Lines& at) {
  if (error_) return;
  error_ = std::move(error);
  failed_at_ = at;
  failed_first_ = !session.interrupt.raised();
  session.interrupt.raise();
}

Error Stages::fail_at(Session& session, Error error, const dockerfile::Lines& at) {
  const std::lock_guard lock(jobs_->mutex);
  note(session, std::move(error), at);
  return fail("interrupted");
}

Result<const StageState*> Stages::finished(int index) {
  std::unique_lock lock(jobs_->mutex);
  const auto is_done = [&] { return done_.contains(index); };
  if (!is_done()) {
    ++jobs_->free;
    jobs_->changed.notify_all();
    jobs_->changed.wait(lock, [&] { return error_ || (is_done() && jobs_->free > 0); });
    --jobs_->free;
  }
  if (!is_done()) return fail("interrupted");
  return &done_.at(index);
}

std::vector<Result<void>> run_stages(const std::vector<Session*>& sessions) {
  std::vector<Result<void>> results(sessions.size());
  const auto run = [&](std::size_t i) { results[i] = sessions[i]->stages.run(*sessions[i]); };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (i + 1 == sessions.size() || sessions[i]->jobs.one_by_one) {
      run(i);
      continue;
    }
    try {
      threads.emplace_back(run, i);
    } catch (const std::system_error&) {
      run(i);
    }
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace buildtool::build
