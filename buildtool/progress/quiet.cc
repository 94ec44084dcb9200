#include "buildtool/progress/quiet.h"

#include "spec/base/file.h"

namespace buildtool::progress {

namespace {
constexpr std::size_t kKeptBytes = std::size_t{1} << 20;
}  // namespace

StepId QuietDisplay::begin(std::string name) {
  const std::lock_guard lock(mutex_);
  steps_.push_back({std::move(name), StepLog(Clock::now(), kKeptBytes)});
  return static_cast<StepId>(steps_.size());
}

void QuietDisplay::output(StepId step, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  steps_[static_cast<std::size_t>(step - 1)].log.add(bytes);
}

void QuietDisplay::fail(StepId step, std::string) {
  const std::lock_guard lock(mutex_);
  steps_[static_cast<std::size_t>(step - 1)].failed = true;
}

void QuietDisplay::finish() {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (Step& step : steps_) {
    step.log.end();
    if (step.failed) text += failure_block(step.name, step.log.tail(std::string::npos));
  }
  // A build does not fail because nobody listens.
  const Result<void> written = write_all(out_, text, "progress");
  static_cast<void>(written);
}

}  // namespace buildtool::progress
