// Where a mount goes: the file or folder inside the root, made if it is missing.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::init {

enum class TargetKind { kFolder, kFile };

// An O_PATH descriptor of `path` inside `root`. With `nofollow` a link at its
// end is the target itself.
Result<Fd> open_target(FdRef root, const std::string& path, TargetKind kind, bool nofollow);

// The same for proc and sysfs, where a link in the image is refused: what they
// hide and what is written through them is checked by path (CVE-2019-19921).
Result<Fd> open_kernel_target(FdRef root, const std::string& path);

}  // namespace runtime::init
