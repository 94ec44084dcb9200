// Docker's default system call filter, resolved for one container.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/runtime/seccomp.h"

namespace spec::bundle {

// The filter for a process with this bounding set ("CAP_SYS_ADMIN") on a
// machine of this architecture, named as in an image config ("amd64"). What is
// not allowed fails with EPERM. An architecture without an entry in the table
// has rules for its own calls only.
runtime::Seccomp default_seccomp(const std::vector<std::string>& bounding, std::string_view architecture);

}  // namespace spec::bundle
