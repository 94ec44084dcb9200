// The runtime's part of the hand-shake with a new process.
#pragma once

#include <functional>
#include <vector>

#include "runtime/process/launch.h"
#include "spec/base/result.h"
#include "spec/runtime/seccomp.h"
#include "spec/runtime/state.h"

namespace runtime::process {

struct Answers {
  std::function<Result<void>()> mounted;                       // what is done at kMounted: the hooks
  std::function<Result<void>(std::size_t, FdRef)> mount_made;  // kMount: its ids are mapped
  const spec::runtime::Seccomp* seccomp = nullptr;             // for the agent of a filter that notifies
  spec::runtime::State state;
};
struct Outcome {
  Fd terminal;                  // the master side, where the process made a terminal for us
  std::vector<Error> warnings;  // what the process does without
};

// Answers until the process is ready; its failure is the error.
Result<Outcome> accompany(const Child& child, const Answers& answers);

// After kGo: until the process has executed its program. Its failure is the error.
Result<void> wait_for_execute(const Child& child);

}  // namespace runtime::process
