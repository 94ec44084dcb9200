// What has to be done when we are killed and can do nothing any more.
#pragma once

#include <sys/types.h>

#include "buildtool/build/process.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// While it lives a process waits for our end, however that comes, and then runs
// the command: kill -9 of a build does not leave its container running.
class Keeper {
 public:
  static Result<Keeper> start(const Command& command);
  Keeper(Keeper&& other) noexcept;
  Keeper& operator=(Keeper&&) = delete;
  ~Keeper();  // nothing needs to be done any more

 private:
  Keeper(pid_t pid, Fd alive) : pid_(pid), alive_(std::move(alive)) {}
  pid_t pid_;  // 0 once moved from
  Fd alive_;   // closed by our end
};

}  // namespace buildtool::build
