#include "buildtool/build/graph.h"

#include <algorithm>

#include "buildtool/build/oci_layout.h"
#include "buildtool/dockerfile/run_mount.h"
#include "buildtool/dockerfile/suggest.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace buildtool::build {

namespace {

// The last stage of that name before `end`, -1 where there is none.
int find_stage(const Graph& graph, std::size_t end, const std::string& name) {
  const std::string wanted = to_lower(name);
  for (std::size_t i = end; i-- > 0;) {
    const std::string& known = graph.stages[i].stage->from.name;
    if (!known.empty() && known == wanted) return static_cast<int>(i);
  }
  return -1;
}

constexpr std::string_view kImageContext = "docker-image://";

// What a named context makes of `name`, if it is one: as it is written, or as an image's whole name.
std::optional<Origin> find_context(const NamedContexts& contexts, const std::string& name) {
  auto found = contexts.find(to_lower(name));
  const Result<spec::image::Reference> wanted = spec::image::parse_reference(name);
  for (auto it = contexts.begin(); found == contexts.end() && wanted && it != contexts.end(); ++it) {
    const Result<spec::image::Reference> known = spec::image::parse_reference(it->first);
    if (known && known->text() == wanted->text()) found = it;
  }
  if (found == contexts.end()) return std::nullopt;
  Origin origin;
  if (found->second.starts_with(kImageContext)) {
    origin.image = found->second.substr(kImageContext.size());
  } else if (found->second.starts_with(kLayoutContext)) {
    origin.image = found->second;
  } else {
    origin.context = found->first;
  }
  return origin;
}

Result<StageNode> make_node(const Graph& graph, const dockerfile::Stage& stage, const VariableList& global,
                            char escape) {
  StageNode node;
  node.stage = &stage;
  node.name = stage.from.name;
  const std::string image = TRY(dockerfile::expand_word(stage.from.image, global.lookup(), escape));
  if (image.empty()) return fail("base name (" + stage.from.image + ") should not be blank");
  const std::optional<Origin> context = find_context(graph.contexts, image);
  if (context) {
    node.base = *context;
  } else {
    node.base.stage = find_stage(graph, graph.stages.size(), image);
    if (!node.base.is_stage()) node.base.image = image;
  }
  if (node.base.is_stage()) node.needed.push_back(node.base.stage);
  if (stage.from.platform.empty()) return node;
  node.platform = TRY(dockerfile::expand_word(stage.from.platform, global.lookup(), escape));
  if (node.platform.empty()) return fail("empty platform value from expression " + stage.from.platform);
  return node;
}

// What an instruction takes files from, as it is written.
Result<std::vector<std::string>> sources_of(const dockerfile::Instruction& instruction) {
  std::vector<std::string> out;
  if (const auto* copy = std::get_if<dockerfile::Copy>(&instruction.what)) out.push_back(copy->from);
  if (const auto* run = std::get_if<dockerfile::Run>(&instruction.what)) {
    for (const std::string& mount : run->mounts) {
      std::string from = TRY(dockerfile::mount_from(mount));
      out.push_back(std::move(from));
    }
  }
  std::erase(out, "");
  return out;
}

Result<void> add_sources(Graph& graph, int index, dockerfile::Lines& failed_at) {
  StageNode& node = graph.stages[static_cast<std::size_t>(index)];
  for (const dockerfile::Instruction& instruction : node.stage->instructions) {
    failed_at = instruction.lines;
    const std::vector<std::string> sources = TRY(sources_of(instruction));
    for (const std::string& from : sources) {
      const Origin origin = TRY(find_origin(graph, index, from));
      if (origin.is_stage()) node.needed.push_back(origin.stage);
    }
  }
  failed_at = {};
  return {};
}

Result<int> find_target(const Graph& graph, const std::string& target) {
  const int last = static_cast<int>(graph.stages.size()) - 1;
  if (target.empty()) return last;
  if (const int found = find_stage(graph, graph.stages.size(), target); found >= 0) return found;
  const std::optional<int> number = parse_number<int>(target);
  if (number && *number >= 0 && *number <= last) return *number;
  std::vector<std::string> names;
  for (const StageNode& stage : graph.stages) {
    if (!stage.stage->from.name.empty()) names.push_back(stage.stage->from.name);
  }
  return fail(concat("target stage \"", target, "\" could not be found",
                     dockerfile::did_you_mean(target, names, dockerfile::Case::kIgnored)));
}

}  // namespace

std::vector<int> Graph::order() const {
  std::vector<bool> needed(stages.size());
  needed[static_cast<std::size_t>(target)] = true;
  for (std::size_t i = stages.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const int other : stages[i].needed) needed[static_cast<std::size_t>(other)] = true;
  }
  std::vector<int> out;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (needed[i]) out.push_back(static_cast<int>(i));
  }
  return out;
}

int Graph::instructions_before(int stage) const {
  int count = 0;
  for (const int index : order()) {
    if (index == stage) break;
    count += 1 + static_cast<int>(stages[static_cast<std::size_t>(index)].stage->instructions.size());
  }
  return count;
}

Result<Graph> make_graph(const dockerfile::Dockerfile& file, const VariableList& global, const std::string& target,
                         dockerfile::Lines& failed_at, const NamedContexts& contexts) {
  Graph graph;
  graph.contexts = contexts;
  for (const dockerfile::Stage& stage : file.stages) {
    failed_at = stage.lines;
    StageNode node = TRY(make_node(graph, stage, global, file.escape));
    if (node.name.empty() && file.stages.size() > 1) node.name = concat("stage-", graph.stages.size());
    if (file.stages.size() == 1) node.name.clear();
    graph.stages.push_back(std::move(node));
  }
  failed_at = {};
  graph.target = TRY(find_target(graph, target));
  for (std::size_t i = 0; i < graph.stages.size(); ++i) TRY(add_sources(graph, static_cast<int>(i), failed_at));
  return graph;
}

Result<Origin> find_origin(const Graph& graph, int user, const std::string& from) {
  Origin origin;
  if (from.find('$') != from.npos) {
    return fail(
        "variable expansion is not supported for --from, define a new stage with FROM using ARG from global "
        "scope as a workaround");
  }
  if (const std::optional<Origin> context = find_context(graph.contexts, from)) return *context;
  if (const std::optional<int> number = parse_number<int>(from)) {
    if (*number < 0 || *number >= static_cast<int>(graph.stages.size())) {
      return fail(concat("invalid stage index ", *number));
    }
    origin.stage = *number;
  } else {
    origin.stage = find_stage(graph, graph.stages.size(), from);
  }
  if (!origin.is_stage()) origin.image = from;
  if (origin.stage >= user) {
    const StageNode& own = graph.stages[static_cast<std::size_t>(user)];
    return fail("cannot copy from stage \"" + from + "\", it needs to be defined before current stage \"" + own.name +
                "\"");
  }
  return origin;
}

Result<VariableList> global_variables(const dockerfile::Dockerfile& file,
                                      const std::map<std::string, std::string>& given,
                                      const spec::image::Platform& build, const spec::image::Platform& target,
                                      const std::string& target_stage, dockerfile::Lines& failed_at) {
  const std::pair<const char*, std::string> automatic[] = {
      {"BUILDPLATFORM", build.text()},
      {"BUILDOS", build.os},
      {"BUILDOSVERSION", build.os_version},
      {"BUILDARCH", build.architecture},
      {"BUILDVARIANT", build.variant},
      {"TARGETPLATFORM", target.text()},
      {"TARGETOS", target.os},
      {"TARGETOSVERSION", target.os_version},
      {"TARGETARCH", target.architecture},
      {"TARGETVARIANT", target.variant},
      {"TARGETSTAGE", target_stage.empty() ? "default" : target_stage},
  };
  const auto value_of = [&](const std::string& name, const std::string& otherwise) {
    const auto found = given.find(name);
    return found == given.end() ? otherwise : found->second;
  };
  VariableList out;
  for (const auto& [name, value] : automatic) out.set(name, value_of(name, value));
  for (const dockerfile::Instruction& instruction : file.global_args) {
    const auto* arg = std::get_if<dockerfile::Arg>(&instruction.what);
    if (arg == nullptr) continue;
    failed_at = instruction.lines;
    for (const dockerfile::ArgVariable& variable : arg->variables) {
      if (given.contains(variable.name)) {
        out.set(variable.name, given.at(variable.name));
      } else if (variable.value) {
        const std::string value = TRY(dockerfile::expand_word(*variable.value, out.lookup(), file.escape));
        out.set(variable.name, value);
      }
    }
  }
  failed_at = {};
  return out;
}

}  // namespace buildtool::build
