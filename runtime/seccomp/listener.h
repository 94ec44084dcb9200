// Handing the notify descriptor of a filter to its agent (config-linux.md
// "The Container Process State").
#pragma once

#include <sys/types.h>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/seccomp.h"
#include "spec/runtime/state.h"

namespace runtime::seccomp {

// The parent's part: connects to config.listener_path and sends the state of
// the container and `listener`, which it got from the child. `pid` is the
// process that loaded the filter (the init, or what `exec` started).
Result<void> send_listener(const spec::runtime::Seccomp& config, const spec::runtime::State& state, pid_t pid,
                           FdRef listener);

}  // namespace runtime::seccomp
