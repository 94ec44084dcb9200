// What config.json may ask for and this runtime does not do yet.
#pragma once

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// To leave out what is asked for would be worse than to refuse. `features`
// says the same.
Result<void> refuse_unsupported(const spec::runtime::Config& config);

}  // namespace runtime::container
