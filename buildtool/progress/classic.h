// Progress as Docker's builder before BuildKit showed it, which scripts still read:
//
//   Step 2/3 : RUN make
//    ---> Using cache
//   Successfully built 2c26b46b68ff
//   Successfully tagged x:latest
#pragma once

#include <mutex>

#include "buildtool/progress/display.h"

namespace buildtool::progress {

// There are no images between the steps, so that no line names one.
class ClassicDisplay : public Display {
 public:
  explicit ClassicDisplay(FdRef out) : out_(out) {}

  StepId begin(std::string name) override { return name.find("] FROM ") == name.npos ? kStep : kBase; }
  void note(StepId, std::string) override {}
  void output(StepId, std::string_view bytes) override { write(bytes); }
  void done(StepId) override {}
  void cached(StepId step) override {
    if (step == kStep) write(" ---> Using cache\n");
  }
  void fail(StepId, std::string) override {}
  void cancel(StepId) override {}
  void instruction(int number, int total, const std::string& text) override;
  void built(const std::string& id, const std::vector<std::string>& names) override;
  void finish() override {}

 private:
  enum { kStep = 1, kBase };
  void write(std::string_view text);
  FdRef out_;
  std::mutex mutex_;
};

}  // namespace buildtool::progress
