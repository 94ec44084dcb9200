// What supervised containers use, as Docker's `stats` shows it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace runtime::supervision {

struct UsageStyle {
  std::vector<std::string> ids;  // whole ids; none: all
  bool all = false;              // of all: also those that do not run
  bool follow = true;            // a table each second, until `show` returns an error
  bool whole = false;            // ids are not cut
  std::string format;            // "" is Docker's table
};

// Calls `show` with the text of each table. The share of the CPU is that of the second before.
Result<void> show_usage(const std::string& state_root, const UsageStyle& style,
                        const std::function<Result<void>(const std::string&)>& show);

}  // namespace runtime::supervision
