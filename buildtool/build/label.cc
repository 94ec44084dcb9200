#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Label& label) {
  const dockerfile::Label values = TRY(step.expanded(label));
  std::string text = "LABEL";
  for (const auto& [name, value] : values.labels) {
    step.state.config.config.labels[name] = value;
    text += " " + name + "=" + value;
  }
  add_history(step.state.config, text, Made::kNothing);
  return {};
}

}  // namespace buildtool::build
