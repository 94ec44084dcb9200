// One stage, from its FROM to its last instruction.
#pragma once

#include "buildtool/build/stage_state.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Session;

// Builds it. Where it needs another stage it waits for that one (Session::stages).
// `at` gets the lines of the instruction that it is at, where an error comes from.
Result<StageState> build_stage(Session& session, int index, dockerfile::Lines& at);

}  // namespace buildtool::build
