// CMD, ENTRYPOINT and SHELL: what a container starts.
#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "spec/base/text.h"

namespace buildtool::build {

std::vector<std::string> command_words(const StageState& state, const dockerfile::CommandLine& command) {
  if (!command.shell_form) return command.words;
  std::vector<std::string> words = state.config.config.shell;
  if (words.empty()) words = {"/bin/sh", "-c"};
  words.push_back(join(command.words, " "));
  return words;
}

Result<void> apply(Step& step, const dockerfile::Cmd& cmd) {
  spec::image::ContainerConfig& config = step.state.config.config;
  config.cmd = command_words(step.state, cmd.command);
  config.args_escaped = true;  // means something on Windows only, but Docker writes it everywhere
  step.state.has_cmd = true;
  add_history(step.state.config, "CMD " + quoted_list(config.cmd), Made::kNothing);
  return {};
}

Result<void> apply(Step& step, const dockerfile::Entrypoint& entrypoint) {
  spec::image::ContainerConfig& config = step.state.config.config;
  config.entrypoint = command_words(step.state, entrypoint.command);
  // A CMD that came from the base was meant for the base's entry point.
  if (!step.state.has_cmd) config.cmd.clear();
  add_history(step.state.config, "ENTRYPOINT " + quoted_list(config.entrypoint), Made::kNothing);
  return {};
}

Result<void> apply(Step& step, const dockerfile::Shell& shell) {
  step.state.config.config.shell = shell.words;
  add_history(step.state.config, "SHELL " + plain_list(shell.words), Made::kNothing);
  return {};
}

}  // namespace buildtool::build
