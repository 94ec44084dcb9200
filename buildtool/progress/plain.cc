#include "buildtool/progress/plain.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::progress {

namespace {
// Enough for the end of the log of a step that failed; all of it stands above already.
constexpr std::size_t kKeptBytes = 64 << 10;
constexpr std::size_t kTailLines = 10;
}  // namespace

StepId PlainDisplay::begin(std::string name) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  steps_.push_back({std::move(name), now, StepLog(now, kKeptBytes), {}});
  const StepId step = static_cast<StepId>(steps_.size());
  if (shown_ == 0) {
    std::string text;
    show(step, text);
    write(text);
  }
  return step;
}

// Makes it the shown step.
void PlainDisplay::show(StepId step, std::string& text) {
  if (shown_ == step) return;
  if (shown_ != 0) text += concat("#", shown_, " ...\n");
  if (!first_) text += "\n";
  first_ = false;
  text += concat("#", step, " ", at(step).name, "\n");
  shown_ = step;
}

void PlainDisplay::flush(StepId step, std::string& text) {
  show(step, text);
  for (const std::string& line : at(step).waiting) text += concat("#", step, " ", line, "\n");
  at(step).waiting.clear();
}

void PlainDisplay::note(StepId step, std::string line) {
  const std::lock_guard lock(mutex_);
  at(step).waiting.push_back(std::move(line));
  std::string text;
  if (shown_ == 0 || shown_ == step) flush(step, text);
  write(text);
}

void PlainDisplay::output(StepId step, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  for (std::string& line : at(step).log.add(bytes)) at(step).waiting.push_back(std::move(line));
  std::string text;
  if ((shown_ == 0 || shown_ == step) && !at(step).waiting.empty()) flush(step, text);
  write(text);
}

void PlainDisplay::end(StepId step, const std::string& verdict) {
  Step& ended = at(step);
  ended.ended = true;
  std::string rest = ended.log.end();
  if (!rest.empty()) ended.waiting.push_back(std::move(rest));
  std::string text;
  flush(step, text);
  text += concat("#", step, " ", verdict, "\n");
  shown_ = 0;
  // The next that runs and has waited.
  for (std::size_t i = 0; i < steps_.size() && shown_ == 0; ++i) {
    if (!steps_[i].ended && !steps_[i].waiting.empty()) flush(static_cast<StepId>(i + 1), text);
  }
  write(text);
}

void PlainDisplay::done(StepId step) {
  const std::lock_guard lock(mutex_);
  end(step, "DONE " + total_time(Clock::now() - at(step).start));
}

void PlainDisplay::cached(StepId step) {
  const std::lock_guard lock(mutex_);
  end(step, "CACHED");
}

void PlainDisplay::fail(StepId step, std::string message) {
  const std::lock_guard lock(mutex_);
  at(step).failed = true;
  end(step, "ERROR: " + message);
}

void PlainDisplay::cancel(StepId step) {
  const std::lock_guard lock(mutex_);
  end(step, "CANCELED");
}

void PlainDisplay::finish() {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const Step& step : steps_) {
    if (step.failed) text += failure_block(step.name, step.log.tail(kTailLines));
  }
  write(text);
}

// A build does not fail because nobody listens.
void PlainDisplay::write(std::string_view text) {
  if (!broken_ && !text.empty()) broken_ = !write_all(out_, text, "progress");
}

}  // namespace buildtool::progress
