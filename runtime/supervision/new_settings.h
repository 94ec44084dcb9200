// What a person asks for with `run -d bundle/`, and what the bundle says of itself.
#pragma once

#include <string>
#include <vector>

#include "runtime/supervision/settings.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct Wish {
  std::string id;
  std::string bundle;
  std::string config_file;  // "" is the bundle's config.json
  std::string name;         // "" is the bundle's annotation imagetool/name, else a made-up one
  Restart restart;
  std::string log_driver;                // "" is cri; json-file, none
  std::vector<std::string> log_options;  // "max-size=10m", "max-file=3", "path=FILE"
  bool interactive = false;
  bool remove = false;
};

// Reads config.json. `runtime` is the program with its global options.
Result<Settings> make_settings(const Wish& wish, std::vector<std::string> runtime);

// Whether the bundle's container is to have a terminal.
Result<bool> has_terminal(const std::string& bundle);

}  // namespace runtime::supervision
