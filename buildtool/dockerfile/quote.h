// Text of a Dockerfile inside a message.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/vocabulary.h"

namespace buildtool::dockerfile {

// In double quotes; quotes, backslashes and control characters escaped as in Go.
std::string quoted(std::string_view text);

}  // namespace buildtool::dockerfile
