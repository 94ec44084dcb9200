// The path of a tar's entry, made safe to talk about.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace spec::layer {

// Relative to the layer's root, without "", "." and ".." components: "./a//b/"
// is "a/b", "/" is "". ".." is taken away by what is before it; a path that
// would leave the root is an error.
Result<std::string> clean_path(std::string_view path);

// "a/b/c" is "a/b" and "c"; "c" is "" and "c".
struct SplitPath {
  std::string parent;
  std::string name;
};
SplitPath split_path(const std::string& clean);

}  // namespace spec::layer
