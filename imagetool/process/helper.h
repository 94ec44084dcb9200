// The programs that are installed beside imagetool.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::process {

// ../libexec/imagetool/NAME as seen from the folder of this program.
Result<std::string> helper_path(const std::string& name);

}  // namespace imagetool::process
