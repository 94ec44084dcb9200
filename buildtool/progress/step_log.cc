#include "buildtool/progress/step_log.h"

#include <algorithm>
#include <cstdio>

#include "spec/base/text.h"

namespace buildtool::progress {

namespace {

// A line that never ends is cut here.
constexpr std::size_t kMaxLine = 64 << 10;

std::string decimal(double number, int precision) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", precision, number);
  return text;
}

double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string log_time(Clock::duration since_start) {
  const double time = seconds(since_start);
  return decimal(time, time < 10 ? 3 : time < 100 ? 2 : 1);
}

std::string total_time(Clock::duration duration) { return decimal(seconds(duration), 1) + "s"; }

std::vector<std::string> StepLog::add(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    if (partial_.empty()) partial_ = log_time(Clock::now() - start_) + " ";
    const std::size_t newline = bytes.find('\n');
    const std::size_t room = kMaxLine - std::min(kMaxLine, partial_.size());
    const std::size_t length = std::min({newline, bytes.size(), room});
    partial_ += bytes.substr(0, length);
    bytes.remove_prefix(length);
    if (bytes.empty()) break;
    if (bytes.front() == '\n') bytes.remove_prefix(1);
    lines.push_back(complete());
  }
  return lines;
}

std::string StepLog::end() { return partial_.empty() ? "" : complete(); }

std::string StepLog::complete() {
  std::string line = std::move(partial_);
  partial_.clear();
  if (line.ends_with('\r')) line.pop_back();
  kept_.push_back(line);
  kept_bytes_ += line.size();
  while (kept_bytes_ > keep_bytes_ && kept_.size() > 1) {
    kept_bytes_ -= kept_.front().size();
    kept_.pop_front();
  }
  return line;
}

std::vector<std::string> StepLog::tail(std::size_t count) const {
  const std::size_t from = kept_.size() - std::min(count, kept_.size());
  return {kept_.begin() + static_cast<std::ptrdiff_t>(from), kept_.end()};
}

std::string failure_block(const std::string& name, const std::vector<std::string>& lines) {
  std::string out = concat("------\n > ", name, ":\n");
  for (const std::string& line : lines) out += line + "\n";
  return out + "------\n";
}

}  // namespace buildtool::progress
