// Hooks: programs of the user's that run at points of a container's life
// (runtime-spec 1.3, config.md "POSIX-platform Hooks").
#pragma once

#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/config.h"
#include "spec/runtime/state.h"

namespace runtime::hooks {

// Runs them in their order, each with the state as JSON on its standard input
// and nothing but its own environment. One that fails, or takes longer than
// its timeout and is killed, ends the row with an error that names it and has
// the beginning of what it printed.
Result<void> run_all(const std::vector<spec::runtime::Hook>& hooks, const spec::runtime::State& state);

}  // namespace runtime::hooks
