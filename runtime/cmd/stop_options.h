// What `stop` and `restart` share: how a container is to be stopped.
#pragma once

#include <argp.h>

#include <string>
#include <vector>

#include "runtime/supervision/orders.h"

namespace runtime::cmd {

struct StopArguments {
  supervision::Stop how;
  std::vector<std::string> ids;
};

// An argp child: state->input is StopArguments. The verb's own parser passes it on.
extern const argp kStopArgp;
error_t pass_stop_options(int key, char* value, argp_state* state);

}  // namespace runtime::cmd
