// What this kernel can do, for `features`.
#pragma once

#include "spec/runtime/seccomp.h"

namespace runtime::seccomp {

bool kernel_has_flag(spec::runtime::SeccompFlag flag);

}  // namespace runtime::seccomp
