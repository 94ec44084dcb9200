// Addresses that a registry has no business to send us to.
#pragma once

#include <sys/socket.h>

namespace imagetool::registry {

// Loopback, link-local (where clouds keep their metadata) and unspecified
// addresses, IPv4 ones inside IPv6 too. Anything but IPv4 and IPv6 counts as local.
bool is_local_address(const sockaddr& address);

}  // namespace imagetool::registry
