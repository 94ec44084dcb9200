// The interface of a network on the host.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::network {

// With an address of its own; one that is there is fine. The bridge plugin, which would make it too, leaves the kernel
// to choose the address, and cannot set it up again where that has none since its last port has gone.
Result<void> make_bridge(const std::string& name);

// Missing is fine.
Result<void> remove_bridge(const std::string& name);

}  // namespace imagetool::network
