// Processes that a record names, which may have ended long ago.
#pragma once

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/network/record.h"

namespace imagetool::endpoint {

// A pidfd of this very process; an error where it has ended.
Result<Fd> open_process(const spec::network::ProcessId& process);

// SIGKILL, and waits a moment for its end. None, and one that has ended, is fine.
void kill_process(const spec::network::ProcessId& process);

}  // namespace imagetool::endpoint
