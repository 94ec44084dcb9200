// The init of `--init`.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::options {

// The path of imagetool/init's program: ../libexec/imagetool/init as seen from
// the folder of this one.
Result<std::string> find_init();

}  // namespace imagetool::options
