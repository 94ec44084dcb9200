// Mounts of a container that runs: `runtime mounts add` and `remove`.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::container {

// `file` holds a list of mounts as config.json has them; a relative source is
// relative to the container's bundle. They are made on the host and attached
// inside the container's root, in their order; the first that fails ends it.
Result<void> add_mounts(const std::string& state_root, const std::string& id, const std::string& file);

// Unmounts their destinations, the last first.
Result<void> remove_mounts(const std::string& state_root, const std::string& id, const std::string& file);

}  // namespace runtime::container
