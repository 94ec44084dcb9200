// Hooks: programs of the user's that run at points of a container's life
// (runtime-spec 1.3, config.md "POSIX-platform Hooks").
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/config.h"
#include "spec/runtime/state.h"

namespace runtime::hooks {

struct Call {
  const char* kind;  // "createRuntime": what errors say
  const std::vector<spec::runtime::Hook>& hooks;
  spec::runtime::State state;
  std::string folder = "";                           // where they run; "" is where we are
  const std::vector<std::string>* environment = {};  // of a hook without one of its own; none is ours
  // Whether the host's files are in sight: the annotations run.oci.hooks.stdout
  // and .stderr name those that hooks append what they print to.
  bool host_files = true;
  // What the hook's process does last before it executes its program; none is nothing.
  std::function<Result<void>()> confine = {};
};

// Runs them in their order, each with the state as JSON on its standard input
// and in a process group of its own. One that fails, or takes longer than its
// timeout and is killed with all of its group, ends the row with an error that
// names it and has the beginning of what it printed.
Result<void> run_all(const Call& call);

// The same of hooks whose failure is a warning only: all of them run.
std::vector<Error> run_every(const Call& call);

// Whether an error is one of run_all(), here or in another process: the
// container then ends (runtime.md "Lifecycle").
bool is_failure_of_hook(const Error& error);

}  // namespace runtime::hooks
