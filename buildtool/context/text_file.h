// Small files of a context: its Dockerfile, its .dockerignore.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::context {

// A regular file's content; links on the way and as the file itself are followed
// inside `root`. Nothing blocks; more than `max_bytes` is an error.
Result<std::string> read_text_file(FdRef root, const std::string& path, std::uint64_t max_bytes);

}  // namespace buildtool::context
