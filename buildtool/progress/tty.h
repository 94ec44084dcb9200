// The steps in place on a terminal, drawn again and again.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "buildtool/progress/display.h"
#include "buildtool/progress/step_log.h"

namespace buildtool::progress {

class TtyDisplay : public Display {
 public:
  explicit TtyDisplay(FdRef terminal);
  ~TtyDisplay() override;

  StepId begin(std::string name) override;
  void note(StepId step, std::string line) override;
  void output(StepId step, std::string_view bytes) override;
  void done(StepId step) override;
  void cached(StepId step) override;
  void fail(StepId step, std::string message) override;
  void cancel(StepId step) override;
  void finish() override;

 private:
  enum class State { kRunning, kDone, kCached, kFailed, kCanceled };
  struct Step {
    std::string name;
    Clock::time_point start;
    Clock::time_point stop;
    StepLog log;
    std::vector<std::string> notes = {};
    State state = State::kRunning;
  };
  struct Line {
    std::string text;
    bool of_running_step;
  };

  Step& at(StepId step) { return steps_[static_cast<std::size_t>(step - 1)]; }
  void end(StepId step, State state);
  void draw(bool all);
  std::string heading(bool all) const;
  std::vector<Line> lines(std::size_t width) const;
  void redraw_until_finished();
  void stop_thread();

  FdRef terminal_;
  bool colour_;
  Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Step> steps_;
  std::size_t drawn_lines_ = 0;
  bool finished_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace buildtool::progress
