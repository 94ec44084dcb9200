// Where this program is, and those that are installed with it.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::sys {

// The program that was called, links followed: /proc/self/exe names the read-only mount that it runs from
// (sealed.h), not where that is. To be called while the working folder is still the caller's.
Result<std::string> own_path();

// ../libexec/runtime/NAME as seen from the folder of that. Whether it is there is not looked at.
Result<std::string> helper_path(const std::string& name);

}  // namespace runtime::sys
