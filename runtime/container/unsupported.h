// What config.json may ask for and this runtime does not do yet.
#pragma once

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// To leave out what is asked for would be worse than to refuse. `features`
// says the same.
Result<void> refuse_unsupported(const spec::runtime::Config& config);
// The same of a process: the container's own, or one that `exec` is given.
Result<void> refuse_unsupported(const spec::runtime::Process& process);

}  // namespace runtime::container
