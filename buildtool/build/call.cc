#include "buildtool/build/call.h"

#include <map>

#include "buildtool/dockerfile/run_mount.h"
#include "buildtool/progress/excerpt.h"
#include "spec/base/text.h"
#include "spec/cli/table.h"

namespace buildtool::build {

namespace {

using dockerfile::Instruction;

// Of mounts of one type in the stages that are built: ids, and whether they are required.
void collect_mounts(const std::vector<std::string>& mounts, const dockerfile::Variables& variables, char escape,
                    dockerfile::MountType type, std::map<std::string, bool>& out) {
  for (const std::string& text : mounts) {
    const Result<dockerfile::RunMount> mount = dockerfile::parse_mount(text, variables, escape);
    if (!mount || mount->type != type) continue;
    std::string id = mount->id.empty() ? mount->source : mount->id;
    if (id.empty())
      id = type == dockerfile::MountType::kSsh ? "default" : mount->target.substr(mount->target.rfind('/') + 1);
    out[id] = out[id] || mount->required;
  }
}

std::string required_table(const char* title, const std::map<std::string, bool>& ids) {
  if (ids.empty()) return {};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [id, required] : ids) rows.push_back({id, required ? "true" : "false"});
  return "\n" + spec::cli::table({title, "REQUIRED"}, rows);
}

}  // namespace

std::string warnings_summary(const dockerfile::Lint& lint) {
  if (lint.warnings.empty()) return {};
  const bool one = lint.warnings.size() == 1;
  std::string out =
      concat("\n ", lint.warnings.size(), one ? " warning" : " warnings", " found (--check tells more):\n");
  for (const dockerfile::Warning& warning : lint.warnings) {
    out += concat(" - ", warning.rule, ": ", warning.detail, " (line ", warning.lines.first, ")\n");
  }
  return out;
}

std::string check_report(const dockerfile::Lint& lint, const SourceFile& source) {
  if (lint.warnings.empty()) return "Check complete, no warnings found.\n";
  const bool one = lint.warnings.size() == 1;
  std::string out =
      concat("Check complete, ", lint.warnings.size(), one ? " warning has" : " warnings have", " been found!\n");
  for (const dockerfile::Warning& warning : lint.warnings) {
    const std::string link = warning.link();
    out += concat("\nWARNING: ", warning.rule, link.empty() ? "" : " - ", link, "\n", warning.detail, "\n");
    out += progress::excerpt(source.name, source.text, warning.lines.first, warning.lines.last);
  }
  return out;
}

std::string targets_report(const Graph& graph) {
  std::vector<std::vector<std::string>> rows;
  const int last = static_cast<int>(graph.stages.size()) - 1;
  for (int i = 0; i <= last; ++i) {
    const dockerfile::Stage& stage = *graph.stages[static_cast<std::size_t>(i)].stage;
    const std::string& name = stage.from.name;
    if (name.empty() && i != last) continue;
    rows.push_back({concat(name, name.empty() ? "" : " ", i == last ? "(default)" : ""),
                    name.empty() ? "" : dockerfile::description(stage.around, name)});
  }
  return spec::cli::table({"TARGET", "DESCRIPTION"}, rows);
}

std::string outline_report(const Graph& graph, const dockerfile::Dockerfile& file, const VariableList& global) {
  const StageNode& target = graph.stages[static_cast<std::size_t>(graph.target)];
  std::vector<std::vector<std::string>> args;
  std::map<std::string, bool> secrets, agents;
  const auto add_arg = [&](const Instruction& instruction) {
    for (const dockerfile::ArgVariable& variable : std::get<dockerfile::Arg>(instruction.what).variables) {
      args.push_back({variable.name, variable.value.value_or(global.get(variable.name).value_or("")),
                      dockerfile::description(instruction.around, variable.name)});
    }
  };
  for (const Instruction& instruction : file.global_args) add_arg(instruction);
  for (const int stage : graph.order()) {
    for (const Instruction& instruction : graph.stages[static_cast<std::size_t>(stage)].stage->instructions) {
      if (std::holds_alternative<dockerfile::Arg>(instruction.what)) add_arg(instruction);
      const auto* run = std::get_if<dockerfile::Run>(&instruction.what);
      if (run == nullptr) continue;
      collect_mounts(run->mounts, global.lookup(), file.escape, dockerfile::MountType::kSecret, secrets);
      collect_mounts(run->mounts, global.lookup(), file.escape, dockerfile::MountType::kSsh, agents);
    }
  }
  const std::string& name = target.stage->from.name;
  std::string out = "TARGET:      " + (name.empty() ? "(default)" : name) + "\n";
  const std::string about = name.empty() ? "" : dockerfile::description(target.stage->around, name);
  if (!about.empty()) out += "DESCRIPTION: " + about + "\n";
  if (!args.empty()) out += "\n" + spec::cli::table({"BUILD ARG", "VALUE", "DESCRIPTION"}, args);
  out += required_table("SECRET", secrets);
  return out + required_table("SSH", agents);
}

}  // namespace buildtool::build
