// Stopping all processes of a container for a while, through the freezer.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::container {

// Returns once every process has stopped. An error where the container is not
// created or running.
Result<void> pause(const std::string& state_root, const std::string& id);
// An error where it is not paused.
Result<void> resume(const std::string& state_root, const std::string& id);

}  // namespace runtime::container
