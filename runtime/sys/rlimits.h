// Resource limits: prlimit(2).
#pragma once

#include <sys/types.h>

#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/process.h"

namespace runtime::sys {

// Of the process `pid`; 0 is our own.
Result<void> set_rlimits(pid_t pid, const std::vector<spec::runtime::Rlimit>& limits);

}  // namespace runtime::sys
