// The container's log: what it writes, line by line, into files that are rotated.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/supervision/log_entry.h"
#include "runtime/supervision/settings.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

class LogFile {
 public:
  // Goes on where the file ends.
  static Result<LogFile> open(const supervision::Log& log);

  // What came from a stream. Whole lines are written at once; the rest waits for
  // its end, or is written as a part where it becomes too long.
  Result<void> add(supervision::Stream stream, std::string_view text);
  // What still waits, as a part: its end never comes.
  Result<void> finish();

 private:
  explicit LogFile(supervision::Log log) : log_(std::move(log)) {}
  Result<void> reopen();
  Result<void> rotate();
  Result<void> append(const supervision::LogEntry& entry);
  Result<void> flush();
  supervision::Log log_;
  Fd file_;
  std::uint64_t size_ = 0;
  std::string lines_;                   // not written yet
  std::array<std::string, 2> waiting_;  // by stream
};

}  // namespace runtime::supervisor
