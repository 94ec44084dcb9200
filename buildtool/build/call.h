// --call: what is told of a Dockerfile instead of building it.
#pragma once

#include <string>

#include "buildtool/build/graph.h"
#include "buildtool/build/input.h"
#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/lint.h"

namespace buildtool::build {

// "1 warning found: ..." with a line each, for the end of a build; "" where there is none.
std::string warnings_summary(const dockerfile::Lint& lint);

// --check: every warning with its lines and where it is explained, and how many there are.
std::string check_report(const dockerfile::Lint& lint, const SourceFile& source);

// --call=targets: the stages that have a name, and which is built without --target.
std::string targets_report(const Graph& graph);

// --call=outline: the arguments, secrets and agents that the target can use.
std::string outline_report(const Graph& graph, const dockerfile::Dockerfile& file, const VariableList& global);

}  // namespace buildtool::build
