// --filter of `du` and `prune`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "buildtool/cache/entry.h"
#include "spec/base/result.h"

namespace buildtool::cache {

// Seconds of a duration as Go writes it, or of days: "30m", "1h30m", "7d".
Result<std::int64_t> parse_age(const std::string& text);

class Filter {
 public:
  // until=AGE (not used for so long), id=, type=, description=; or inuse, mutable,
  // shared, private, alone or with =true or =false. All that are added have to match.
  Result<void> add(const std::string& text);
  bool matches(const Entry& entry) const;

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
  std::vector<std::pair<std::string, bool>> switches_;
  std::int64_t until_ = INT64_MAX;  // used before that
};

}  // namespace buildtool::cache
