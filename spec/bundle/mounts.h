// The mounts of a container: Docker's, changed by what the options say.
#pragma once

#include <vector>

#include "spec/bundle/options.h"

namespace spec::bundle {

// Where options.init_program is: in the container's own /dev, where no mount point is left in the root.
constexpr const char* kInit = "/dev/init";

// Default ones first, then options.mounts, the last ones, as many as there are. Files of /etc and the root are not
// among them.
std::vector<runtime::Mount> container_mounts(const Options& options);

}  // namespace spec::bundle
