// `--ulimit nofile=1024:2048`
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/process.h"

namespace imagetool::options {

// NAME=SOFT[:HARD], HARD being SOFT where it is not given, -1 no limit.
Result<spec::runtime::Rlimit> parse_ulimit(const std::string& text);

}  // namespace imagetool::options
