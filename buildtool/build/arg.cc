#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "buildtool/build/session.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

// --build-arg, else the default, else what the place above the first FROM says.
Result<std::optional<std::string>> value_of(const Step& step, const dockerfile::ArgVariable& variable) {
  const auto given = step.session.args.find(variable.name);
  if (given != step.session.args.end()) return std::optional<std::string>(given->second);
  if (!variable.value) return step.session.global.get(variable.name);
  std::string value = TRY(dockerfile::expand_word(*variable.value, step.state.variables.lookup(), step.escape));
  return std::optional<std::string>(std::move(value));
}

}  // namespace

// One variable after the other: a default may use those before it.
Result<void> apply(Step& step, const dockerfile::Arg& arg) {
  std::vector<std::string> texts;
  for (const dockerfile::ArgVariable& variable : arg.variables) {
    const std::optional<std::string> value = TRY(value_of(step, variable));
    if (value) step.state.variables.set(variable.name, *value);
    step.state.declared.push_back(variable.name);
    texts.push_back(value ? variable.name + "=" + *value : variable.name);
  }
  add_history(step.state.config, "ARG " + join(texts, " "), Made::kNothing);
  return {};
}

}  // namespace buildtool::build
