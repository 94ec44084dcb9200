#include "buildtool/dockerfile/undefined.h"

#include "buildtool/dockerfile/expand.h"
#include "buildtool/dockerfile/run_mount.h"
#include "buildtool/dockerfile/suggest.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

// The names of an instruction's variables, whatever their values would be. An
// error is the expansion's own to tell, when the instruction is carried out.
void expand_all(const AnyInstruction& what, const Variables& lookup, char escape) {
  AnyInstruction copy = what;
  (void)expand(copy, lookup, escape);
  const auto* run = std::get_if<Run>(&what);
  if (run == nullptr) return;
  for (const std::string& mount : run->mounts) (void)parse_mount(mount, lookup, escape);
}

}  // namespace

std::vector<std::string> KnownVariables::visit(const Instruction& instruction) {
  std::set<std::string> missing;
  const Variables lookup = [&](std::string_view name) -> std::optional<std::string> {
    const std::string text(name);
    if (names_.contains(text)) return "x";
    missing.insert(text);
    return std::nullopt;
  };
  if (const auto* arg = std::get_if<Arg>(&instruction.what)) {
    for (const ArgVariable& variable : arg->variables) {
      if (variable.value && !given_->contains(variable.name)) (void)expand_word(*variable.value, lookup, escape_);
      names_.insert(variable.name);
    }
  } else {
    expand_all(instruction.what, lookup, escape_);
  }
  if (const auto* env = std::get_if<Env>(&instruction.what)) {
    for (const KeyValue& variable : env->variables) names_.insert(variable.key);
  }
  return {missing.begin(), missing.end()};
}

std::string KnownVariables::suggestion(const std::string& name) const {
  std::vector<std::string> choices;
  for (const std::string& known : names_) choices.push_back("$" + known);
  return did_you_mean("$" + name, choices, Case::kCounts);
}

}  // namespace buildtool::dockerfile
