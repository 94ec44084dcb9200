// Every line of every step, one step at a time.
#pragma once

#include <mutex>
#include <vector>

#include "buildtool/progress/display.h"
#include "buildtool/progress/step_log.h"

namespace buildtool::progress {

// The lines of the step that is shown come as they are; another's wait until
// the shown one ends, or until it ends itself, when all it said comes at once.
class PlainDisplay : public Display {
 public:
  explicit PlainDisplay(FdRef out) : out_(out) {}

  StepId begin(std::string name) override;
  void note(StepId step, std::string line) override;
  void output(StepId step, std::string_view bytes) override;
  void done(StepId step) override;
  void cached(StepId step) override;
  void fail(StepId step, std::string message) override;
  void cancel(StepId step) override;
  void finish() override;

 private:
  struct Step {
    std::string name;
    Clock::time_point start;
    StepLog log;
    std::vector<std::string> waiting;  // lines that are not shown yet
    bool ended = false;
    bool failed = false;
  };

  Step& at(StepId step) { return steps_[static_cast<std::size_t>(step - 1)]; }
  void show(StepId step, std::string& text);
  void flush(StepId step, std::string& text);
  void end(StepId step, const std::string& verdict);
  void write(std::string_view text);

  FdRef out_;
  std::mutex mutex_;
  std::vector<Step> steps_;
  StepId shown_ = 0;  // 0: none
  bool first_ = true;
  bool broken_ = false;  // nobody reads it any more
};

}  // namespace buildtool::progress
