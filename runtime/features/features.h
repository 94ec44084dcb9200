// What this runtime can do, for those who call it (features.md).
#pragma once

#include "spec/runtime/features.h"

namespace runtime::features {

spec::runtime::Features features();

}  // namespace runtime::features
