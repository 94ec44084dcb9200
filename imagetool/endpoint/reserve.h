// Ports of the host, held for a container by a socket that is bound to each.
#pragma once

#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/network/port.h"

namespace imagetool::endpoint {

struct Reserved {
  spec::network::Port port;  // with its host_port
  Fd socket;                 // of tcp it listens; none of sctp
};

// Chooses those that are left open. One that is taken is an error in Docker's words:
// `Bind for 0.0.0.0:8000 failed: port is already allocated`.
Result<std::vector<Reserved>> reserve(const std::vector<spec::network::Port>& ports);

}  // namespace imagetool::endpoint
