// A statement -> a typed instruction: flags, counts of arguments, values.
#pragma once

#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/statement.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

// Errors are BuildKit's, without the line: "unknown flag: --chonw (did you mean chown?)".
Result<AnyInstruction> make_typed(const Statement& statement);

// The instructions that have a file of their own (typed_copy.cc, typed_run.cc, typed_healthcheck.cc).
Result<AnyInstruction> make_copy(const Statement& statement);
Result<AnyInstruction> make_add(const Statement& statement);
Result<AnyInstruction> make_run(const Statement& statement);
Result<AnyInstruction> make_healthcheck(const Statement& statement);

// Shell or exec form from what was cut.
CommandLine command_line(const Statement& statement);

}  // namespace buildtool::dockerfile
