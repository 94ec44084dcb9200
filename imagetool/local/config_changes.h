// What is different in the configs of two images.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// A member, by its place in the config: "config.Env". What an image lacks is empty; else it is JSON.
struct ConfigChange {
  std::string place;
  std::string before;
  std::string after;
  bool operator==(const ConfigChange&) const = default;
};

// Sorted by place. The layers and their history are left out: the files tell of them.
Result<std::vector<ConfigChange>> config_changes(const spec::layout::Store& store, const std::string& before,
                                                 const std::string& after);
// The same for two configs as texts.
Result<std::vector<ConfigChange>> config_changes(const std::string& before, const std::string& after);

// "- config.User: "app"", "+ config.User: "root"", a line each.
std::string config_changes_text(const std::vector<ConfigChange>& changes);

}  // namespace imagetool::local
