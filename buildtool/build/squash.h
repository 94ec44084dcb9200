// --squash: several layers as one.
#pragma once

#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"

namespace buildtool::build {

// The state's layers above those of its base image, or all of them, become one
// with the same files; its history says so. The layers are settled.
Result<void> squash_layers(Session& session, StageState& state, Squash which);

}  // namespace buildtool::build
