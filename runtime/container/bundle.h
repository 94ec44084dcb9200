// Reading a bundle.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

struct Bundle {
  std::string path;    // absolute, without links
  std::string rootfs;  // absolute
  spec::runtime::Config config;
};

// Reads and checks config.json.
Result<Bundle> load_bundle(const std::string& path);

}  // namespace runtime::container
