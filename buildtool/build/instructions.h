// What each instruction does to a stage: one function and one file each.
//
// Each changes the state's config and history as BuildKit does; RUN, COPY, ADD
// and WORKDIR also its files. After an error the state is of no more use.
#pragma once

#include "buildtool/build/step.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Add& add);
Result<void> apply(Step& step, const dockerfile::Arg& arg);
Result<void> apply(Step& step, const dockerfile::Cmd& cmd);
Result<void> apply(Step& step, const dockerfile::Copy& copy);
Result<void> apply(Step& step, const dockerfile::Entrypoint& entrypoint);
Result<void> apply(Step& step, const dockerfile::Env& env);
Result<void> apply(Step& step, const dockerfile::Expose& expose);
Result<void> apply(Step& step, const dockerfile::Healthcheck& healthcheck);
Result<void> apply(Step& step, const dockerfile::Label& label);
Result<void> apply(Step& step, const dockerfile::Maintainer& maintainer);
Result<void> apply(Step& step, const dockerfile::Onbuild& onbuild);
Result<void> apply(Step& step, const dockerfile::Run& run);
Result<void> apply(Step& step, const dockerfile::Shell& shell);
Result<void> apply(Step& step, const dockerfile::StopSignal& signal);
Result<void> apply(Step& step, const dockerfile::User& user);
Result<void> apply(Step& step, const dockerfile::Volume& volume);
Result<void> apply(Step& step, const dockerfile::Workdir& workdir);
// FROM is where a stage starts (stage.h), and never among its instructions.
Result<void> apply(Step& step, const dockerfile::From& from);

// What RUN, CMD and ENTRYPOINT start: shell form gets SHELL's words in front.
std::vector<std::string> command_words(const StageState& state, const dockerfile::CommandLine& command);

}  // namespace buildtool::build
