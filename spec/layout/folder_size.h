// The bytes that a folder's files hold.
#pragma once

#include <cstdint>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace spec::layout {

// Each regular file below `folder` once, whatever its number of names; symbolic
// links are not followed.
Result<std::uint64_t> folder_size(FdRef folder);

}  // namespace spec::layout
