// Reading a bundle.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

struct Bundle {
  std::string path;    // absolute, without links
  std::string rootfs;  // absolute
  std::string text;    // config.json's, as it was read
  spec::runtime::Config config;
};

// Reads and checks config.json, or `config_file` in its stead ("": none),
// which is relative to the working folder.
Result<Bundle> load_bundle(const std::string& path, const std::string& config_file);

// The config.json that a container was made of is kept in its state folder:
// what becomes of the bundle's does not matter to it (runtime-spec, lifecycle).
Result<void> keep_config(FdRef folder, const Bundle& bundle);
Result<spec::runtime::Config> kept_config(FdRef folder);

}  // namespace runtime::container
