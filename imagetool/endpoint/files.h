// /etc/hosts and /etc/resolv.conf of containers, in their bundles, where they are seen by bind mounts.
#pragma once

#include "imagetool/endpoint/records.h"
#include "spec/base/result.h"
#include "spec/network/request.h"

namespace imagetool::endpoint {

// The name servers as the host has them now.
Result<void> write_resolv_conf(const Record& record, const spec::network::Request& request);

// Of every container that runs and shares a network with this one, and its own while it runs: its own names with its
// addresses, and the names of all on its networks. A file that is not there, or has grown beyond a megabyte, is left.
Result<void> write_hosts(const Records& records, const Record& changed);

}  // namespace imagetool::endpoint
