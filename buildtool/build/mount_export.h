// Cache mounts as layers of an exported cache.
#pragma once

#include <vector>

#include "buildtool/build/cache_config.h"
#include "buildtool/build/session.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Those that this build's RUNs have had, as they are now, and those that came from elsewhere and no RUN has asked for,
// as they came. Their blobs are in the store. One that another build has for itself just now is left out, and told.
Result<std::vector<CacheMountLayer>> seal_mounts(Session& session, progress::StepId shown);

}  // namespace buildtool::build
