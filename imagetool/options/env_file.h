// The file of `--env-file`.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::options {

// Its variables, as "NAME=VALUE". Empty lines and those that begin with "#" are
// left out, white space before a name, too; nothing is unquoted. A NAME alone has
// the value that it has here, and is left out where it has none. A name with
// white space in it, and a line without one, are errors in Docker's words.
Result<std::vector<std::string>> read_env_file(const std::string& path);

}  // namespace imagetool::options
