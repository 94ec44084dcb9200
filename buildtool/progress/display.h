// What the user sees while a build runs, in BuildKit's style.
//
//   plain   #5 [2/4] RUN make        tty   [+] Building 1.3s (4/5)
//           #5 0.423 cc -c a.c              => CACHED [1/4] FROM debian      0.0s
//           #5 DONE 1.2s                    => [2/4] RUN make                1.2s
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::progress {

enum class Mode {
  kAuto,     // tty on a terminal, else plain
  kPlain,    // every line of every step, for logs and pipes
  kTty,      // redrawn in place
  kQuiet,    // nothing, unless a step fails
  kRawJson,  // BuildKit's own messages, one a line, for programs
  kClassic,  // "Step 3/6 : RUN make", as builds of old
};

// The value of --progress: "auto", "plain", "tty", "quiet", "rawjson" or "classic".
Result<Mode> parse_mode(std::string_view text);

// One step's handle; steps are numbered from 1 as they begin.
using StepId = int;

// Takes what steps say, from any thread. A step begins once and ends once, with
// done, cached, fail or cancel; nothing is said about it afterwards.
class Display {
 public:
  virtual ~Display() = default;

  // `name` as the user reads it: "[2/4] RUN make", "[internal] load .dockerignore".
  virtual StepId begin(std::string name) = 0;
  // A line of our own about the step: "transferring context: 2.00kB done".
  virtual void note(StepId step, std::string line) = 0;
  // What the step's program wrote, as it comes: lines may be cut anywhere.
  virtual void output(StepId step, std::string_view bytes) = 0;
  virtual void done(StepId step) = 0;
  virtual void cached(StepId step) = 0;
  virtual void fail(StepId step, std::string message) = 0;
  virtual void cancel(StepId step) = 0;

  // An instruction of the Dockerfile begins, whether it becomes a step or not.
  virtual void instruction(int /*number*/, int /*total*/, const std::string& /*text*/) {}
  // The image is there, under these names as they were given.
  virtual void built(const std::string& /*id*/, const std::vector<std::string>& /*names*/) {}

  // After the last step, once: the final state, then the log of each step that
  // failed between two lines of dashes.
  virtual void finish() = 0;
};

// A display on `out`, which must outlive it; the classic one is on standard output. kTty where `out` is no terminal is
// an error.
Result<std::unique_ptr<Display>> make_display(Mode mode, FdRef out);

}  // namespace buildtool::progress
