// The Dockerfile's lines around an error.
#pragma once

#include <string>
#include <string_view>

namespace buildtool::progress {

// "Dockerfile:3\n--------------------\n   1 |     FROM x\n ... 3 | >>> RUN false\n--------------------\n".
// Lines `first` to `last`, counted from 1, are marked, with some around them;
// "" where `first` is no line of `text`.
std::string excerpt(std::string_view file_name, std::string_view text, int first, int last);

}  // namespace buildtool::progress
