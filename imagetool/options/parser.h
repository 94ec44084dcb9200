// The tables of option.h for argp.
#pragma once

#include <argp.h>

#include <vector>

#include "imagetool/options/option.h"

namespace imagetool::options {

// All of them, sorted by argp, with the empty one at the end.
std::vector<argp_option> argp_options();

// Hands an option's value to its table's function; one that is wrong ends the
// process as wrong usage does: `invalid argument "x" for "-m, --memory" flag: ...`.
// ARGP_ERR_UNKNOWN for any other key.
error_t take(int key, char* value, argp_state* state, Request& request);

// What can only be judged once everything is known; completes the request.
// `cpus`: how many this machine has.
Result<void> finish(Request& request, unsigned cpus);

}  // namespace imagetool::options
