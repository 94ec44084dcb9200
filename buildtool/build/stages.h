// The stages of one build for one platform, each on a thread of its own.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "buildtool/build/stage_state.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Session;

// How many stages may be at work at once: of all platforms together.
struct Jobs {
  // Without a number: the processors, at least 4.
  explicit Jobs(std::optional<int> number);
  const bool one_by_one;
  std::mutex mutex;
  std::condition_variable changed;
  int free;
};

class Stages {
 public:
  // Builds all that the target needs, so many at once as the session has jobs, in the file's order. The first
  // error raises the session's interrupt, which ends the others; it is what is returned.
  Result<void> run(Session& session);

  // The stage when it is done. For a stage that needs it: its job is another's
  // meanwhile. After an error elsewhere: "interrupted".
  Result<const StageState*> finished(int index);

  // An error of something that another stage waits for: it is noted like a stage's, and the one that waits gets
  // "interrupted".
  Error fail_at(Session& session, Error error, const dockerfile::Lines& at);

  // Where the first error comes from.
  const dockerfile::Lines& failed_at() const { return failed_at_; }
  // Whether that is why the interrupt was raised, and not another platform's error.
  bool failed_first() const { return failed_first_; }

 private:
  void build_one(Session& session, int index);
  void note(Session& session, Error error, const dockerfile::Lines& at);  // with the mutex

  // With the mutex of the jobs:
  Jobs* jobs_ = nullptr;
  std::map<int, StageState> done_;  // by index
  std::optional<Error> error_;
  dockerfile::Lines failed_at_;
  bool failed_first_ = false;
};

// Runs the stages of each session, of all sessions at once where there is more than one job.
std::vector<Result<void>> run_stages(const std::vector<Session*>& sessions);

}  // namespace buildtool::build
