// The kernel's rules of a network of ours, made once a network, not once a container: its containers reach each other,
// what is outside (behind the host's address), and are reached by their published ports, whatever else the machine's
// policy is; not the containers of other networks of ours. An internal network has no way in or out.
#pragma once

#include "imagetool/network/networks.h"
#include "spec/base/result.h"

namespace imagetool::network {

// Whatever of it is there already stays.
Result<void> add_rules(const Network& network);
Result<void> remove_rules(const Network& network);

}  // namespace imagetool::network
