// What a stage is between two instructions: all that the next one starts from,
// and all that another stage takes over with FROM.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildtool/build/variables.h"
#include "spec/image/config.h"
#include "spec/image/digest.h"
#include "spec/image/platform.h"

namespace buildtool::build {

struct Layer;  // stage_layers.h
using LayerPtr = std::shared_ptr<Layer>;

struct StageState {
  spec::image::ImageConfig config;                 // without its layers and the times of new history
  std::vector<LayerPtr> layers;                    // the lowest first
  VariableList variables;                          // ENV and ARG
  std::vector<std::string> declared;               // the names of the ARGs so far, for RUN's history
  spec::image::Digest key;                         // of the root file system
  std::vector<spec::image::History> base_history;  // as the base image has it: its times stay
  bool remade = false;   // a step was run anew, so what the cache knows of later ones may stand on something else
  bool has_cmd = false;  // this stage's own CMD, which ENTRYPOINT leaves alone
};

// An image without anything, for `platform`: FROM scratch.
StageState empty_state(const spec::image::Platform& platform);

// What FROM takes over from an image. `layers` are the image's.
StageState state_of_image(const spec::image::ImageConfig& config, std::vector<LayerPtr> layers);

// What FROM takes over from a stage; its ONBUILD triggers stay with it.
StageState state_of_stage(const StageState& stage);

// Docker's PATH where an image has none.
inline constexpr const char* kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// A path against the working folder, clean and absolute; "/" at its end is kept.
std::string absolute_path(const std::string& working_dir, const std::string& path);

}  // namespace buildtool::build
