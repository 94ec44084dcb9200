// Which boot of the machine this is.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace base {

// A random UUID that the kernel makes once a boot.
Result<std::string> boot_id();

}  // namespace base
