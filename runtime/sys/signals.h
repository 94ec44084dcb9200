// Signals by name.
#pragma once

#include <optional>
#include <string_view>

namespace runtime::sys {

// "TERM", "SIGTERM", "sigterm", "15", "0", "RTMIN+3", "RTMAX-1"; none for what is no signal.
std::optional<int> parse_signal(std::string_view text);

}  // namespace runtime::sys
