// Beginning a container's network.
#pragma once

#include "imagetool/endpoint/records.h"
#include "imagetool/network/networks.h"
#include "spec/base/result.h"
#include "spec/runtime/state.h"

namespace imagetool::endpoint {

// What the annotation of the container asks for (spec/network/request.h), in the network namespace of its first
// process. After an error nothing of it is left. What others left behind is swept first.
Result<void> set_up(const Records& records, const spec::runtime::State& state, const network::Networks& networks);

// The rest of an ordinary user's, once the container's program runs: before that the kernel lets nobody but root into
// the namespaces of its first process, which is still the runtime's.
Result<void> set_up_started(const Records& records, const spec::runtime::State& state);

}  // namespace imagetool::endpoint
