// "--option" and "--option=true|false".
#pragma once

#include <argp.h>

#include <string>

#include "spec/cli/numbers.h"
#include "spec/cli/switch.h"

namespace imagetool::cmd {

// As spec/cli/switch.h has it. What is no BOOL is wrong usage, and ends the process.
inline bool parse_boolean(const char* name, char* value, argp_state* state) {
  const std::string word = spec::cli::switch_value(value, state);
  const Result<bool> flag = spec::cli::parse_bool(word);
  if (!flag)
    argp_error(state, "invalid argument \"%s\" for \"%s\" flag: %s", word.c_str(), name, flag.error().text().c_str());
  return flag && *flag;
}

}  // namespace imagetool::cmd
