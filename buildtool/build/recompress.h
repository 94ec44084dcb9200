// --compression: layers of the result in another form.
#pragma once

#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Those that the build has made, also where they come from the cache, and with
// `force` the base image's; DiffIDs stay. The same layer gives the same bytes.
Result<void> recompress_layers(Session& session, StageState& state);

}  // namespace buildtool::build
