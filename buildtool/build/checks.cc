#include "buildtool/build/checks.h"

#include <unistd.h>

#include "buildtool/context/clean_path.h"
#include "buildtool/context/git_reference.h"
#include "buildtool/context/url.h"
#include "spec/base/text.h"
#include "spec/layout/find_image.h"
#include "spec/layout/store.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// "A" of "A=b" each.
std::vector<std::string> names_of(const std::vector<std::string>& assignments) {
  std::vector<std::string> names;
  for (const std::string& entry : assignments) names.push_back(entry.substr(0, entry.find('=')));
  return names;
}

// Whether .dockerignore keeps a source of COPY away. With "!" patterns it cannot be said of a folder.
bool is_ignored(const context::Ignore& ignore, std::string_view source) {
  const Result<std::optional<context::GitReference>> reference = context::parse_git_reference(source);
  if (context::is_http(source) || !reference || *reference) return false;
  const std::string path = context::clean_path(concat("/", source)).substr(1);
  return path.empty() ? ignore.ignores_all() : ignore.matches(path);
}

}  // namespace

Result<dockerfile::Lint> Checks::run(const Graph* graph) {
  dockerfile::Lines at;
  dockerfile::LintInput checked;
  // An argument that cannot be expanded is the build's own error to tell.
  const Result<VariableList> defaults =
      global_variables(file_, {}, image::host_platform(), platform_, options_.target, at);
  if (defaults) {
    checked.defaults = defaults->lookup();
    checked.global_names = names_of(defaults->assignments());
    for (const dockerfile::Instruction& one : file_.global_args) {
      const auto* arg = std::get_if<dockerfile::Arg>(&one.what);
      if (arg == nullptr) continue;
      for (const dockerfile::ArgVariable& variable : arg->variables) checked.global_names.push_back(variable.name);
    }
  }
  for (const auto& [name, value] : options_.build_args) checked.given.insert(name);
  const Result<context::Context> files = input_.open_context();
  if (files && !files->ignore().empty() && !files->ignore().has_exceptions()) {
    checked.ignored = [&](std::string_view path) { return is_ignored(files->ignore(), path); };
  }
  complete_ = true;
  if (graph != nullptr) checked.base = [&](std::size_t stage) { return base_facts(graph->stages[stage]); };
  return dockerfile::lint(file_, checked);
}

std::optional<dockerfile::BaseFacts> Checks::base_facts(const StageNode& node) {
  dockerfile::BaseFacts facts;
  facts.stage = node.base.stage;
  if (node.base.is_stage() || !node.base.context.empty() || node.base.image == "scratch") return facts;
  std::optional<dockerfile::BaseFacts> known = image_facts(node);
  if (!known) complete_ = false;
  return known;
}

std::optional<dockerfile::BaseFacts> Checks::image_facts(const StageNode& node) const {
  if (::access((options_.store + "/index.json").c_str(), F_OK) != 0) return std::nullopt;
  const Result<layout::Store> store = layout::Store::open(options_.store);
  if (!store) return std::nullopt;
  image::Platform wanted = platform_;
  if (!node.platform.empty()) {
    const Result<image::Platform> own = image::parse_platform(node.platform);
    if (own) wanted = *own;
  }
  const Result<layout::StoredImage> found = layout::find_image(*store, node.base.image, wanted);
  if (!found) return std::nullopt;
  dockerfile::BaseFacts facts;
  facts.variables = names_of(found->config.config.env);
  facts.has_shell = !found->config.config.shell.empty();
  if (found->config.os != wanted.os || found->config.architecture != wanted.architecture) {
    facts.platform = concat(found->config.os, "/", found->config.architecture);
    facts.wanted = wanted.text();
  }
  return facts;
}

}  // namespace buildtool::build
