// The keys that leave a container without ending it.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace runtime::process {

constexpr const char* kDetachKeys = "\x10\x11";  // Docker's: ctrl-p,ctrl-q

// "ctrl-p,ctrl-q", "ctrl-@,a": their bytes, as a terminal sends them.
Result<std::string> parse_detach_keys(std::string_view text);

// Looks for them in what is typed, which comes in pieces.
class DetachKeys {
 public:
  explicit DetachKeys(std::string keys) : keys_(std::move(keys)) {}
  // What of `typed` is for the container: the beginning of the keys is kept back until it is clear that it was none.
  std::string filter(std::string_view typed);
  bool found() const { return !keys_.empty() && matched_ == keys_.size(); }

 private:
  std::string keys_;
  std::size_t matched_ = 0;
};

}  // namespace runtime::process
