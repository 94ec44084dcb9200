// One interface of a container: made and removed.
#pragma once

#include <string>

#include "imagetool/endpoint/records.h"
#include "imagetool/network/networks.h"
#include "spec/base/result.h"
#include "spec/network/request.h"

namespace imagetool::endpoint {

// The next free name, "eth0" first, with what is asked for; nothing is made yet.
Endpoint plan(const Record& record, const network::Network& network, const spec::network::Attachment& wanted);

// Runs the plugins; the endpoint gets its addresses. record.ports are published where it is the container's first one.
Result<void> plug(const Record& record, Endpoint& endpoint);
Result<void> unplug(const Record& record, const Endpoint& endpoint);

}  // namespace imagetool::endpoint
