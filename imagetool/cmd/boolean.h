// "--option" and "--option=true|false".
#pragma once

#include <argp.h>

#include <string_view>

namespace imagetool::cmd {

// `value` is nullptr where none was given, which is true. Anything else is wrong usage, and ends the process.
inline bool parse_boolean(const char* name, const char* value, const argp_state* state) {
  const std::string_view word = value == nullptr ? "true" : value;
  if (word != "true" && word != "false") argp_error(state, "%s: \"%s\" is neither true nor false", name, value);
  return word == "true";
}

}  // namespace imagetool::cmd
