// Addresses that a registry has no business to send us to.
#pragma once

#include <sys/socket.h>

namespace imagetool::registry {

// How near a server may send us.
enum class Reach {
  kAnywhere,  // the user named the host
  kNotLink,   // no link-local address (where clouds keep their metadata), nor an unspecified one
  kNotLocal,  // nor loopback
};

// IPv4 addresses inside IPv6 count as what they are; anything but IPv4 and IPv6
// is allowed nowhere but with kAnywhere.
bool allows(Reach reach, const sockaddr& address);

}  // namespace imagetool::registry
