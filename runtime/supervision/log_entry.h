// One line of a container's log, in the formats that it is kept in.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/supervision/settings.h"

namespace runtime::supervision {

enum class Stream { kOutput, kErrors };

struct LogEntry {
  std::timespec time = {};
  Stream stream = Stream::kOutput;
  bool whole = true;  // ends a line; else more of the line follows
  std::string text;   // without the end of the line
};

// "2026-11-27T08:00:00.000000000Z": always nanoseconds, so that lines are aligned.
std::string log_time(std::timespec time);

// What JSON can hold: a byte that is no UTF-8 becomes U+FFFD, as Docker has it, and a NUL is left out.
std::string json_text(std::string_view text);

// With the newline at its end.
std::string write_log_entry(LogFormat format, const LogEntry& entry);
// The line without its newline; none for what is no entry.
std::optional<LogEntry> parse_log_entry(LogFormat format, std::string_view line);

}  // namespace runtime::supervision
