// Words into a D-Bus message, as busctl(1) takes them.
#pragma once

#include <systemd/sd-bus.h>

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace runtime::systemd {

using base::Error;
using base::Result;

// What is left of the command line.
class Words {
 public:
  Words(char** begin, char** end) : at_(begin), end_(end) {}
  bool empty() const { return at_ == end_; }
  Result<std::string> next();

 private:
  char** at_;
  char** end_;
};

// Appends one value of each type in `signature`, e.g. "t", "as", "a(ss)", "v".
Result<void> append_values(sd_bus_message* message, const std::string& signature, Words& words);

// Appends an a(sv) of NAME SIGNATURE VALUE..., to the words' end. Names with a "?"
// before them are left out unless `optional_too`.
Result<void> append_properties(sd_bus_message* message, Words words, bool optional_too);

}  // namespace runtime::systemd
