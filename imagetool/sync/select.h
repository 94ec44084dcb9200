// Which of a registry's names are meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::sync {

struct Filter {
  // Patterns with * and ?, or "regex:" and a POSIX extended one that is about the whole name.
  std::vector<std::string> include;  // none: all
  std::vector<std::string> exclude;
  std::string semver;                 // a range (semver.h); empty: any, and what is no version, too
  std::optional<std::size_t> newest;  // so many, by version; what is no version comes after those, by its name
};

// In the order of `names`, or with `newest` the newest first.
Result<std::vector<std::string>> select(const std::vector<std::string>& names, const Filter& filter);

}  // namespace imagetool::sync
