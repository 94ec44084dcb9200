// For a front with words of its own, as contrib/docker-cli: what errors begin with.
#pragma once

#include <string>

namespace spec::cli {

// From now on print_error (program.h) tells "PREFIX: ERROR", or with "" the error alone; without hints, which name the
// program's own words.
void set_error_prefix(std::string prefix);

}  // namespace spec::cli
