// A mount of type "cgroup": the container's own cgroups, and no others.
#pragma once

#include <string>

#include "runtime/init/child.h"
#include "runtime/mount/options.h"

namespace runtime::init {

// v1: a tmpfs with a folder a hierarchy; v2: the one hierarchy. Always copies
// of the host's mounts, never new ones: mounting a hierarchy again would
// change the options of the host's (CVE-2023-25809).
Result<void> mount_cgroups(Child& child, const std::string& destination, const mount::Options& options);

}  // namespace runtime::init
