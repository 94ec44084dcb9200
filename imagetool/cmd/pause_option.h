// "--pause[=BOOL]" of the verbs that read what a container may be writing.
#pragma once

#include <argp.h>

namespace imagetool::cmd {

constexpr argp_option pause_option(int key) {
  return {"pause", key, "BOOL", OPTION_ARG_OPTIONAL, "Freeze a container that runs meanwhile (default: true)", 0};
}

}  // namespace imagetool::cmd
