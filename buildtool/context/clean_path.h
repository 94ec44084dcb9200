// Paths as text, without looking at any file.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/vocabulary.h"

namespace buildtool::context {

// The shortest equal path, as Go's filepath.Clean: no "//", "." or inner "..",
// no "/" at the end; ".." cannot climb above "/", "" is ".".
std::string clean_path(std::string_view path);

}  // namespace buildtool::context
