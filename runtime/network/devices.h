// linux.netDevices: network devices of the host that a container gets
// (runtime-spec 1.3, config-linux.md "Network Devices").
#pragma once

#include <map>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/linux.h"

namespace runtime::network {

// Moves each device from our network namespace into that one, under its new
// name, with its permanent addresses of global scope, and raises it. Where one
// cannot be moved, those before it come back as they were.
Result<void> move_devices(const std::map<std::string, spec::runtime::NetDevice>& devices, FdRef network_namespace);

// Raises lo there, which is down in a new network namespace.
Result<void> raise_loopback(FdRef network_namespace);

}  // namespace runtime::network
