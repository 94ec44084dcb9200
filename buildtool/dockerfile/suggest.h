// "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"

namespace buildtool::dockerfile {

enum class Case { kCounts, kIgnored };

// " (did you mean X?)" for the nearest of `choices` that is at most two edits
// away, else "". Where case is ignored X is in the case of `word`.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& choices, Case letter_case);

}  // namespace buildtool::dockerfile
