// Files that a person hands over: tars in whatever form they are compressed.
#pragma once

#include <memory>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace spec::layer {

// The plain bytes of a file, a pipe or a terminal from its position on: gzip,
// bzip2, xz and zstd are undone, anything else, also nothing at all, comes as it
// is. libarchive does it by itself, without running a program. A layer has fewer
// forms, and takes the quicker way of decompress() (compression.h). The
// descriptor's owner must outlive what is returned.
Result<std::unique_ptr<Source>> decompress_any(FdRef file);

}  // namespace spec::layer
