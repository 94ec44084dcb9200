// One stage, from its FROM to its last instruction.
#pragma once

#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"

namespace buildtool::build {

// The stage when it is done; it is built now where it was not yet.
// Session::failed_at says where an error comes from.
Result<const StageState*> finished_stage(Session& session, int index);

}  // namespace buildtool::build
