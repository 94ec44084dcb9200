// Durations as Go writes them: "30s", "1m30s", "1.5h", "500ms".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace spec::cli {

// Nanoseconds. Units: ns, us, µs, ms, s, m, h; "0" needs none; a sign may stand
// in front. Errors are Go's: `time: unknown unit "x" in duration "1x"`.
Result<std::int64_t> parse_duration(std::string_view text);

// The other way round: "1m30s", "0s", "1.5ms".
std::string duration_text(std::int64_t nanoseconds);

}  // namespace spec::cli
