// Passing on what comes to a published port and what the kernel's rules do not take to the container: all that the
// host itself sends to [::1], and IPv6 to a container that has only IPv4.
#pragma once

#include <string>
#include <vector>

#include "imagetool/endpoint/reserve.h"

namespace imagetool::endpoint {

// Until `end` is readable. `target` is the container's address. Of sctp nothing is passed on.
void pass_on(FdRef end, const std::vector<Reserved>& ports, const std::string& target);

}  // namespace imagetool::endpoint
