// --cache-to: results of steps for others.
#pragma once

#include <vector>

#include "buildtool/build/platform_build.h"
#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"
#include "spec/image/config.h"

namespace buildtool::build {

// What all of the places get, but for inline. The layers are settled. A place
// that cannot be written is an error, unless it has ignore-error=true.
Result<void> export_cache(const std::vector<PlatformBuild>& builds);

// Puts the steps of the image's layers into its config, where --cache-to asks for inline.
// The stages are done.
Result<void> add_inline_cache(Session& session, const StageState& state, spec::image::ImageConfig& config);

}  // namespace buildtool::build
