// Names for containers that nobody gave one, as Docker makes them up: "quiet_hopper".
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::supervision {

Result<std::string> make_up_name();

}  // namespace runtime::supervision
