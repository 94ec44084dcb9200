// RFC 3339 times, as the OCI formats write them.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "spec/base/vocabulary.h"

namespace base {

// "2026-11-21T00:41:11.123456789Z", always UTC; without a fraction where it is 0.
std::string format_time(std::timespec time);
// Any RFC 3339 time: fraction and offset are understood.
std::optional<std::timespec> parse_time(std::string_view text);
// The wall clock.
std::timespec now();

}  // namespace base
