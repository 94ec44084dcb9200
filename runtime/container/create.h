// Making a container: everything from the bundle to a process that waits.
#pragma once

#include "runtime/container/create_options.h"
#include "runtime/container/delete.h"
#include "runtime/container/new_container.h"
#include "spec/base/result.h"

namespace runtime::container {

// To `warnings`: what the container does without because its maker has no right to it.
Result<NewContainer> create(const CreateOptions& options, Warnings& warnings);

}  // namespace runtime::container
