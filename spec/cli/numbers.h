// Numbers as Docker's options have them.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/result.h"

namespace spec::cli {

// "512m", "1.5 GiB", "64": powers of 1024 whatever the suffix; `invalid size: 'x'`.
Result<std::int64_t> parse_bytes(const std::string& text);
// "1.5" CPUs as thousand millionths.
Result<std::int64_t> parse_cpus(const std::string& text);
// Whole, of either sign.
Result<std::int64_t> parse_int(const std::string& text);
// 1, t, true, 0, f, false and so on.
Result<bool> parse_bool(const std::string& text);

}  // namespace spec::cli
