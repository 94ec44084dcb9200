// `--ulimit nofile=1024:2048`
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/process.h"

namespace spec::bundle {

// NAME=SOFT[:HARD], HARD being SOFT where it is not given, -1 no limit.
Result<runtime::Rlimit> parse_ulimit(const std::string& text);

}  // namespace spec::bundle
