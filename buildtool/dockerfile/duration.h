// Durations as Go writes them: "30s", "1m30s", "1.5h", "500ms".
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/base/result.h"

namespace buildtool::dockerfile {

// Nanoseconds. Units: ns, us, µs, ms, s, m, h; "0" needs none; a sign may stand
// in front. Errors are Go's: `time: unknown unit "x" in duration "1x"`.
Result<std::int64_t> parse_duration(std::string_view text);

}  // namespace buildtool::dockerfile
