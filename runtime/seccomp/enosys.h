// ENOSYS for system calls that are newer than a filter.
//
// A filter that answers EPERM to what it does not name breaks programs that
// try a new system call first and fall back on ENOSYS (glibc's clone3,
// faccessat2). So a call with a number above all that the filter names is
// answered as an older kernel would (runc does the same since 1.0.0-rc93).
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "spec/runtime/seccomp.h"

namespace runtime::seccomp {

// Instructions to put in front of the compiled filter; they fall through at
// their end. None where the default action lets unknown calls pass or is
// ENOSYS already. `architectures` are libseccomp's tokens.
std::vector<sock_filter> enosys_prologue(const spec::runtime::Seccomp& config,
                                         const std::vector<std::uint32_t>& architectures);

}  // namespace runtime::seccomp
