// Asking before something is done that cannot be undone.
#pragma once

#include <string>

namespace spec::cli {

// Shows the warning and Docker's "Are you sure you want to continue? [y/N] ", and
// reads a line: true for "y" or "Y". The end of input is a no.
bool confirm(const std::string& warning);

}  // namespace spec::cli
