#include "buildtool/build/stage_state.h"

#include "buildtool/build/history.h"
#include "buildtool/build/key.h"
#include "buildtool/build/stage_layers.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace image = spec::image;

namespace {

// As many entries with a layer as there are layers: some images have no history.
void complete_history(std::vector<image::History>& history, const std::vector<LayerPtr>& layers) {
  std::size_t known = 0;
  for (image::History& entry : history) {
    if (entry.empty_layer) continue;
    if (known == layers.size()) {
      entry.empty_layer = true;
    } else {
      ++known;
    }
  }
  for (; known < layers.size(); ++known) {
    image::History entry;
    entry.comment = "buildkit.exporter.image.v0";
    history.push_back(std::move(entry));
  }
}

void start_variables(StageState& state) {
  for (const std::string& entry : state.config.config.env) state.variables.set_assignment(entry);
  if (state.variables.get("PATH")) return;
  set_env(state.config.config.env, "PATH", kDefaultPath);
  state.variables.set("PATH", kDefaultPath);
}

}  // namespace

StageState empty_state(const image::Platform& platform) {
  StageState state;
  state.config.os = platform.os;
  state.config.architecture = platform.architecture;
  state.config.variant = platform.variant;
  state.config.os_version = platform.os_version;
  state.config.os_features = platform.os_features;
  state.config.config.working_dir = "/";
  state.key = KeyBuilder("scratch 1").finish();
  start_variables(state);
  return state;
}

StageState state_of_image(const image::ImageConfig& config, std::vector<LayerPtr> layers) {
  StageState state;
  state.config = config;
  state.config.created.clear();
  // What only other programs understand is about the base, not about what is built on it.
  state.config.others.clear();
  state.config.config.others.clear();
  if (!state.config.config.working_dir.empty()) {
    state.config.config.working_dir = absolute_path("/", state.config.config.working_dir);
  }
  state.base_history = state.config.history;
  complete_history(state.config.history, layers);
  // The content of the layers, not a name or a history that anybody can write.
  KeyBuilder key("image 1");
  for (const LayerPtr& layer : layers) key.add(layer->sealed.diff_id.text());
  state.key = key.finish();
  state.layers = std::move(layers);
  start_variables(state);
  return state;
}

StageState state_of_stage(const StageState& stage) {
  StageState state = stage;
  state.config.config.on_build.clear();
  state.has_cmd = false;
  return state;
}

std::string absolute_path(const std::string& working_dir, const std::string& path) {
  const std::string whole = path.starts_with('/') ? path : working_dir + "/" + path;
  std::vector<std::string> parts;
  for (const std::string& part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  const std::string clean = "/" + join(parts, "/");
  const bool folder = path.ends_with('/') || path.ends_with("/.") || path == "." || path.empty();
  return folder && clean != "/" ? clean + "/" : clean;
}

}  // namespace buildtool::build
