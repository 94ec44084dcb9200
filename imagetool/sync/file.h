// The file of `imagetool sync`: what is to be kept the same, and where. It is TOML, as registries.conf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imagetool/sync/select.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace imagetool::sync {

// [[sync]]
struct Job {
  std::string from;     // a repository, or a registry with all that it has
  std::string to;       // a repository; a registry, or a part of its names; "oci:DIR"
  Filter repositories;  // of a registry
  Filter tags;
  std::vector<spec::image::Platform> platforms;  // of an index; none: all
  bool referrers = false;                        // also what is about the images
};

// An unknown key is an error: what it asks for would not be done.
Result<std::vector<Job>> parse_file(std::string_view text);

}  // namespace imagetool::sync
