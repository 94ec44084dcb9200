// The stages of one build, each on a thread of its own.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "buildtool/build/stage_state.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Session;

class Stages {
 public:
  // Builds all that the target needs, so many at once as there are jobs
  // (Options::jobs, else the processors, at least 4), in the file's order. The first error raises the session's
  // interrupt, which ends the others; it is what is returned.
  Result<void> run(Session& session);

  // The stage when it is done. For a stage that needs it: its job is another's
  // meanwhile. After an error elsewhere: "interrupted".
  Result<const StageState*> finished(int index);

  // Where the first error comes from.
  const dockerfile::Lines& failed_at() const { return failed_at_; }

 private:
  void build_one(Session& session, int index);

  std::mutex mutex_;
  std::condition_variable changed_;
  int free_ = 0;                    // jobs
  std::map<int, StageState> done_;  // by index
  std::optional<Error> error_;
  dockerfile::Lines failed_at_;
};

}  // namespace buildtool::build
