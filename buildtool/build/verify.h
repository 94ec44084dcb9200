// --verify: in what two builds of the same are not the same.
#pragma once

#include <string>
#include <vector>

#include "buildtool/build/platform_build.h"
#include "spec/base/result.h"

namespace buildtool::build {

// A line for each file of a layer, and for each member of a config, that is
// otherwise; none where the images are equal. Both are stored, and for the same platforms.
Result<std::vector<std::string>> differences(const std::vector<PlatformBuild>& one,
                                             const std::vector<PlatformBuild>& other);

}  // namespace buildtool::build
