// Versions as tags have them, and what is asked of them (semver.org, and the ranges that npm and Go know).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::sync {

struct Version {
  std::uint64_t parts[3] = {0, 0, 0};  // major, minor, patch
  std::string pre_release;             // "rc.1"
};

// "1.2.3-rc.1+build", also "v1.2" and "7"; nothing where a tag is no version.
std::optional<Version> parse_version(std::string_view text);
// By semver's precedence: negative, 0, positive.
int compare(const Version& a, const Version& b);

// ">=1.2, <2 || ^3.1": comparisons (= != < <= > >= ~ ^, x or * for any) with commas or spaces between them, which all
// have to hold, or those of another alternative.
class Range {
 public:
  static Result<Range> parse(std::string_view text);
  // A version before a release is in it only where the range names such a one.
  bool contains(const Version& version) const;

 private:
  struct Comparison {
    enum class Kind { kEqual, kUnequal, kLess, kAtMost, kMore, kAtLeast };
    Kind kind = Kind::kEqual;
    Version version;
  };
  using All = std::vector<Comparison>;
  static Result<void> add(std::string_view word, All& all);
  std::vector<All> any_;
};

}  // namespace imagetool::sync
