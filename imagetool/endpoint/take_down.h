// Ending a container's network.
#pragma once

#include <string>

#include "imagetool/endpoint/records.h"
#include "spec/base/result.h"

namespace imagetool::endpoint {

// Of the container on the bundle: its interfaces, leases, rules, names with its neighbours, keeper and record. None is
// fine. With `process` only where the record is that one's.
Result<void> take_down(const Records& records, const std::string& bundle,
                       const spec::network::ProcessId* process = nullptr);

// Of all containers that have ended without it, as after a kill -9 of who should have done it.
Result<void> sweep(const Records& records);

}  // namespace imagetool::endpoint
