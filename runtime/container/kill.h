// Signals to containers.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::container {

// To the first process; with `all` to every process in the container's cgroup.
// A container that has stopped is the error "container not running", except
// with `all`, where there may be processes left.
Result<void> kill(const std::string& state_root, const std::string& id, int signal, bool all);

}  // namespace runtime::container
