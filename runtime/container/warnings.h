// What went wrong without making the whole fail: hooks that ran too late for
// that, what a container does without.
#pragma once

#include <vector>

#include "spec/base/result.h"

namespace runtime::container {

using Warnings = std::vector<Error>;

}  // namespace runtime::container
