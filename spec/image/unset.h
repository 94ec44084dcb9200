// What a base image set and an image made of it is not to have.
#pragma once

#include <string>
#include <vector>

#include "spec/image/config.h"

namespace spec::image {

struct Unset {
  std::vector<std::string> variables;  // --unsetenv
  std::vector<std::string> labels;     // --unsetlabel
  std::vector<std::string> volumes;    // --unsetvolume
  std::vector<std::string> ports;      // --unsetexpose; "80" is "80/tcp"
};

void unset(const Unset& names, ContainerConfig& config);

}  // namespace spec::image
