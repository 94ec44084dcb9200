// What happens as JSON for programs: one of BuildKit's SolveStatus messages a line.
#pragma once

#include <mutex>
#include <vector>

#include "buildtool/progress/display.h"
#include "spec/json/value.h"

namespace buildtool::progress {

// {"vertexes":[{"digest":...,"name":...,"started":...}]} as a step begins, the
// same with "completed", "cached" or "error" as it ends; {"logs":[...]} with what
// its program writes, in base64; {"statuses":[...]} for lines of our own.
class RawJsonDisplay : public Display {
 public:
  explicit RawJsonDisplay(FdRef out) : out_(out) {}

  StepId begin(std::string name) override;
  void note(StepId step, std::string line) override;
  void output(StepId step, std::string_view bytes) override;
  void done(StepId step) override { end(step, {}); }
  void cached(StepId step) override { end(step, {{"cached", true}}); }
  void fail(StepId step, std::string message) override { end(step, {{"error", std::move(message)}}); }
  void cancel(StepId step) override { end(step, {{"error", "context canceled"}}); }
  void finish() override {}

 private:
  struct Step {
    std::string digest;
    std::string name;
    std::string started;
  };
  void end(StepId step, spec::json::Object more);
  void write(const char* kind, spec::json::Object what);

  FdRef out_;
  std::mutex mutex_;
  std::vector<Step> steps_;
};

}  // namespace buildtool::progress
