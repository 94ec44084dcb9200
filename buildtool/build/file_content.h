// What is in a file, copied from one descriptor to another.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Everything from `from`'s position to its end, by the kernel alone: shared
// blocks where the file systems can. `name` is for messages.
Result<void> copy_content(FdRef from, FdRef to, const std::string& name);

// Extended attributes but the overlay's; one that the destination's file system
// does not take is left out.
Result<void> copy_xattrs(FdRef from, FdRef to, const std::string& name);

}  // namespace buildtool::build
