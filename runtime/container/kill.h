// Signals to containers.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::container {

// To the first process; with `all`, and for a SIGKILL where the container has no
// pid namespace of its own, to every process in its cgroup. A container that
// has stopped is the error "container not running", except with `all`, where
// there may be processes left. SIGKILL thaws what is paused; 0 only asks.
Result<void> kill(const std::string& state_root, const std::string& id, int signal, bool all);

}  // namespace runtime::container
