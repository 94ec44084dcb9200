#include "runtime/supervisor/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <utility>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace runtime::supervisor {

using supervision::LogEntry;
using supervision::LogFormat;
using supervision::Stream;

namespace {
constexpr std::size_t kLongest = 16384;  // of a part, as containerd's and Docker's
}

Result<LogFile> LogFile::open(const supervision::Log& log) {
  LogFile file(log);
  TRY(file.reopen());
  return file;
}

Result<void> LogFile::reopen() {
  if (log_.format == LogFormat::kNone) return {};
  file_ = TRY_STEP("log", open_at(FdRef::cwd(), log_.path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0640));
  struct stat status;
  if (::fstat(file_.get(), &status) < 0) return fail_errno(log_.path);
  if (!S_ISREG(status.st_mode)) return fail("log: " + log_.path + " is not a regular file");
  size_ = static_cast<std::uint64_t>(status.st_size);
  return {};
}

Result<void> LogFile::add(Stream stream, std::string_view text) {
  if (log_.format == LogFormat::kNone) return {};
  std::string& waiting = waiting_[static_cast<std::size_t>(stream)];
  LogEntry entry = {{}, stream, true, ""};
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t room = kLongest - waiting.size();
    if (newline == text.npos && text.size() < room) break;
    entry.time = now();
    entry.whole = newline != text.npos && newline <= room;
    const std::size_t end = entry.whole ? newline : room;
    entry.text = waiting + std::string(text.substr(0, end));
    waiting.clear();
    TRY(append(entry));
    text.remove_prefix(entry.whole ? end + 1 : end);
  }
  waiting += text;
  return flush();
}

Result<void> LogFile::finish() {
  for (const Stream stream : {Stream::kOutput, Stream::kErrors}) {
    std::string& waiting = waiting_[static_cast<std::size_t>(stream)];
    if (!waiting.empty()) TRY(append({now(), stream, false, waiting}));
    waiting.clear();
  }
  return flush();
}

// No file becomes longer than it may be, but for one whose first line does.
Result<void> LogFile::append(const LogEntry& entry) {
  const std::string line = write_log_entry(log_.format, entry);
  const std::uint64_t size = size_ + lines_.size();
  if (log_.max_size > 0 && size > 0 && size + line.size() > log_.max_size) {
    TRY(flush());
    TRY(rotate());
  }
  lines_ += line;
  return {};
}

Result<void> LogFile::flush() {
  const std::string lines = std::exchange(lines_, "");
  size_ += lines.size();
  return lines.empty() ? Result<void>() : write_all(file_, lines, log_.path);
}

// PATH becomes PATH.1, that PATH.2, and the last is overwritten; where there is to be one file only, it begins anew.
Result<void> LogFile::rotate() {
  for (unsigned i = log_.max_files - 1; i > 0; --i) {
    const std::string from = i == 1 ? log_.path : concat(log_.path, '.', i - 1);
    if (std::rename(from.c_str(), concat(log_.path, '.', i).c_str()) < 0 && errno != ENOENT) return fail_errno(from);
  }
  if (log_.max_files == 1 && std::remove(log_.path.c_str()) < 0 && errno != ENOENT) return fail_errno(log_.path);
  return reopen();
}

}  // namespace runtime::supervisor
