#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Env& env) {
  const dockerfile::Env values = TRY(step.expanded(env));
  std::string text = "ENV";
  for (const auto& [name, value] : values.variables) {
    text += " " + name + "=" + value;
    step.state.variables.set(name, value);
    set_env(step.state.config.config.env, name, value);
  }
  add_history(step.state.config, text, Made::kNothing);
  return {};
}

}  // namespace buildtool::build
