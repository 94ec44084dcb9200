// Reading a container's log, through its rotated files.
#pragma once

#include <cstdint>
#include <ctime>
#include <functional>
#include <optional>
#include <string>

#include "runtime/supervision/log_entry.h"
#include "runtime/supervision/place.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct LogQuery {
  std::optional<std::uint64_t> tail;  // the last entries only
  std::optional<std::timespec> since;
  std::optional<std::timespec> until;
  bool follow = false;  // until the container has ended for good
};

// Calls `take` for each entry that is asked for, in order, until it returns an error.
Result<void> read_log(const Place& place, const LogQuery& query,
                      const std::function<Result<void>(const LogEntry&)>& take);

// "2026-11-27T08:00:00Z", "2026-11-27", seconds since 1970 with a fraction, or how long ago: "10m", "1h30m".
Result<std::timespec> parse_log_time(const std::string& text);

}  // namespace runtime::supervision
