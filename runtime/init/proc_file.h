// Writing to a file of a private procfs.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::init {

// `path` is below `proc`, the root of a procfs: no link out of it, no other
// mount, no magic link is followed on the way.
Result<void> write_proc(FdRef proc, const std::string& path, const std::string& value);

}  // namespace runtime::init
