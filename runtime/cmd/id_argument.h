// The verbs whose only word is a container's id.
#pragma once

#include <argp.h>

#include <string>

namespace runtime::cmd {

// Takes one word into `id` and refuses a second, or none. For an argp parser's
// ARGP_KEY_ARG and ARGP_KEY_NO_ARGS; ARGP_ERR_UNKNOWN for other keys.
inline error_t parse_id(int key, char* value, argp_state* state, std::string& id) {
  switch (key) {
    case ARGP_KEY_ARG:
      if (!id.empty()) ::argp_error(state, "too many arguments");
      id = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      ::argp_error(state, "a container id is missing");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace runtime::cmd
