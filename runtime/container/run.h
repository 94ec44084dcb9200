// Create, start, stay, delete: `run`.
#pragma once

#include "runtime/container/create.h"
#include "runtime/container/delete.h"
#include "spec/base/result.h"

namespace runtime::container {

// The exit code of the container's process; 0 at once with options.detach, and
// the container stays. options.start_at_once must be set.
Result<int> run(const CreateOptions& options, Warnings& warnings);

}  // namespace runtime::container
