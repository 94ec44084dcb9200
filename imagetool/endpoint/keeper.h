// The one process that stays with a container that has published ports, or an ordinary user's network.
//
// It holds the ports' sockets, passes on what the kernel does not (pass_on.h), and takes the network down when the
// container's first process has ended, whoever was killed before. It goes with the container.
#pragma once

#include <string>
#include <vector>

#include "imagetool/endpoint/records.h"
#include "imagetool/endpoint/reserve.h"
#include "spec/base/result.h"

namespace imagetool::endpoint {

// Starts it; record.keeper is set. Beside the sockets it has nothing of ours open.
Result<void> start_keeper(Record& record, std::vector<Reserved> ports);

// Ends it, where there is one and it is not this process.
void stop_keeper(const Record& record);

}  // namespace imagetool::endpoint
