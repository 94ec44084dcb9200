// A network of ours as a list of plugins: bridge with host-local, and portmap.
#pragma once

#include <string>
#include <vector>

#include "imagetool/network/networks.h"

namespace imagetool::network {

// Chooses what is left open; `used` are the subnets that others have. Errors are Docker's.
Result<spec::json::Value> make_conflist(const NewNetwork& wanted, const std::string& id,
                                        const std::vector<Subnet>& used);

}  // namespace imagetool::network
