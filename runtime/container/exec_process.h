// What `exec` starts: the process of its options.
#pragma once

#include "runtime/container/exec.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// The file of --process, or the container's own process with the options' changes.
Result<spec::runtime::Process> make_exec_process(const ExecOptions& options, const spec::runtime::Config& config);

}  // namespace runtime::container
