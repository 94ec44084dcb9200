// A socket to a container.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/fd.h"

namespace imagetool::endpoint {

// Without blocking: of SOCK_STREAM the connection is being made. `kind` is SOCK_STREAM or SOCK_DGRAM, `address` one of
// IPv4 or IPv6. Invalid where it fails.
Fd connect_to(const std::string& address, std::uint16_t port, int kind);

}  // namespace imagetool::endpoint
