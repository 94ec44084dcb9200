// `-v SRC:DST[:ro|rw]` as a bind mount.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace imagetool::local {

// SRC is a path ("/data", "./data") that is there, DST an absolute one in the
// container. Names of volumes are errors: there are none.
Result<spec::runtime::Mount> parse_volume(const std::string& text);

}  // namespace imagetool::local
