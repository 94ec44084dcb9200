// "--format oci|docker" of copy and manifest push.
#pragma once

#include <argp.h>

#include <string_view>

#include "imagetool/archive/convert.h"

namespace imagetool::cmd {

// v2s2 is skopeo's word for Docker's. Anything else is wrong usage, and ends the process.
inline archive::Format parse_format(const char* value, const argp_state* state) {
  const std::string_view word = value;
  if (word != "oci" && word != "docker" && word != "v2s2") {
    argp_error(state, "--format: \"%s\" is neither oci nor docker", value);
  }
  return word == "oci" ? archive::Format::kOci : archive::Format::kDocker;
}

}  // namespace imagetool::cmd
