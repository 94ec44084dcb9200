// SOURCE_DATE_EPOCH on files.
#pragma once

#include <cstdint>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Every time after `seconds` in this tree, links and the folder itself
// included, becomes it: a later step sees what the layer's tar will say.
Result<void> clamp_times(FdRef folder, std::int64_t seconds);

}  // namespace buildtool::build
