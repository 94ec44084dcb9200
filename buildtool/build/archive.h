// Archives that ADD unpacks.
#pragma once

#include <optional>

#include "buildtool/build/owner.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Whether the file is a tar, plain or compressed with gzip, bzip2, xz or zstd,
// as far as its start says. The descriptor is at its start again afterwards.
Result<bool> is_archive(const Fd& file);

// Unpacks it into `folder`, over what is there; nothing in it leads out of the
// folder. Everything gets `owner` where there is one.
Result<void> unpack_archive(const Fd& file, FdRef folder, const std::optional<Owner>& owner);

}  // namespace buildtool::build
