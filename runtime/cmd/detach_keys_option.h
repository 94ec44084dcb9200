// --detach-keys of the verbs that attach.
#pragma once

#include <argp.h>

#include <string>

namespace runtime::cmd {

// The bytes of the keys that `value` names. Wrong ones end the process as wrong usage.
void take_detach_keys(const char* value, argp_state* state, std::string& keys);

}  // namespace runtime::cmd
