// A switch that may have a value and has a letter: "-t", "--tty", "--tty=false", "-t=false".
#pragma once

#include <argp.h>

#include <string>

namespace spec::cli {

// To be called by an argp parser for an option with OPTION_ARG_OPTIONAL: its value as the user wrote
// it, "true" where it stands alone. argp takes whatever follows a letter for its value; to Docker's
// users "-it" is "-i -t". Such letters are put back, and come next.
std::string switch_value(char* value, argp_state* state);

}  // namespace spec::cli
