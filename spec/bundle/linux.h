// config.json's "linux": namespaces, devices, filter, hidden paths, limits.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace spec::bundle {

// For a process with this bounding set. Fails where /dev cannot be read for a privileged container.
Result<runtime::Linux> linux_part(const Options& options, const std::vector<std::string>& bounding);

}  // namespace spec::bundle
