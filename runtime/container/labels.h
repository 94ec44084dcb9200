// Labels and profiles of security modules that the kernel may not have.
#pragma once

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// To run without a label that was asked for would be worse than not to run.
Result<void> check_label(const spec::runtime::Process& process);
Result<void> check_labels(const spec::runtime::Config& config);

}  // namespace runtime::container
