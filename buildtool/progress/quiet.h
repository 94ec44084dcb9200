// Nothing, until a step fails.
#pragma once

#include <mutex>
#include <vector>

#include "buildtool/progress/display.h"
#include "buildtool/progress/step_log.h"

namespace buildtool::progress {

class QuietDisplay : public Display {
 public:
  explicit QuietDisplay(FdRef out) : out_(out) {}

  StepId begin(std::string name) override;
  void note(StepId, std::string) override {}
  void output(StepId step, std::string_view bytes) override;
  void done(StepId) override {}
  void cached(StepId) override {}
  void fail(StepId step, std::string message) override;
  void cancel(StepId) override {}
  void finish() override;

 private:
  struct Step {
    std::string name;
    StepLog log;
    bool failed = false;
  };

  FdRef out_;
  std::mutex mutex_;
  std::vector<Step> steps_;
};

}  // namespace buildtool::progress
