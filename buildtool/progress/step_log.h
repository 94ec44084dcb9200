// What one step has said so far, as lines with times.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"

namespace buildtool::progress {

using Clock = std::chrono::steady_clock;

// "0.423", "12.50", "130.2": four digits, as time goes on.
std::string log_time(Clock::duration since_start);
// "1.2s"
std::string total_time(Clock::duration duration);

// Bytes that arrive anyhow -> whole lines "0.423 text", each with the time at
// which it began. Keeps the newest lines only, up to a limit in bytes.
class StepLog {
 public:
  StepLog(Clock::time_point start, std::size_t keep_bytes) : start_(start), keep_bytes_(keep_bytes) {}

  // The lines that are complete with this.
  std::vector<std::string> add(std::string_view bytes);
  // What stands after the last newline, as a line; "" where nothing does.
  std::string end();

  // The newest lines, at most `count`.
  std::vector<std::string> tail(std::size_t count) const;

 private:
  std::string complete();

  Clock::time_point start_;
  std::size_t keep_bytes_;
  std::string partial_;  // with its time in front
  std::deque<std::string> kept_;
  std::size_t kept_bytes_ = 0;
};

// The block that ends a failed build: dashes, the step's name, lines of its log.
std::string failure_block(const std::string& name, const std::vector<std::string>& lines);

}  // namespace buildtool::progress
