// What is in front of the verbs: the global options, --version, --help.
#pragma once

#include <vector>

#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

// The whole of a main(): runs one of `verbs`, in the companion where it has no function here. The exit status.
int run_program(int argc, char** argv, std::vector<spec::cli::Verb<Globals>> verbs);

// Has the companion do what this process was called for; returns only where that fails.
Result<int> run_companion();

}  // namespace runtime::cmd
