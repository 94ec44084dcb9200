// The names in config.json's "linux.sysctl".
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/json/problems.h"
#include "spec/runtime/config.h"

namespace spec::runtime {

// "net.ipv4.ip_forward" or "net/ipv4/conf/eth0.1/forwarding" (sysctl(8) takes
// both: the first separator decides) -> the file below /proc/sys. A name that
// is no such path ("..", empty parts, odd characters) is an error.
Result<std::string> sysctl_path(std::string_view name);

// Only what belongs to one of the container's own namespaces may be set: the
// rest is the host's.
void find_sysctl_problems(const Config& config, json::Problems& problems);

}  // namespace spec::runtime
