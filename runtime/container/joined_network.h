// `imagetool bundle --network container:ID`: the network of another container, as it is when this one is made.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// Where the annotation spec::network::kJoined is: the path of the network namespace becomes that of the container's
// first process. `cannot join network of a non running container: ID`
Result<void> resolve_joined_network(const std::string& state_root, spec::runtime::Config& config);

}  // namespace runtime::container
