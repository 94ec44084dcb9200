// A whole build: Dockerfile and context in, an image in the store out.
#pragma once

#include "buildtool/build/options.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Builds what `options` say. Afterwards the image is in the store under its
// names, the id file is written, and the image's ID is on standard output if
// the build is quiet. An error names the Dockerfile's line where there is one;
// steps that were done stay in the cache, nothing else is left behind.
Result<void> build(const Options& options);

}  // namespace buildtool::build
