#include "imagetool/registry/address.h"

#include <netinet/in.h>

#include <cstdint>
#include <cstring>

namespace imagetool::registry {

namespace {

bool is_local(std::uint32_t v4) {
  return (v4 >> 24) == 127 || (v4 >> 24) == 0 || (v4 >> 16) == 0xa9fe;  // 169.254.0.0/16
}

}  // namespace

bool is_local_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return is_local(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return true;
  const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    std::uint32_t v4;
    std::memcpy(&v4, v6.s6_addr + 12, sizeof v4);
    return is_local(ntohl(v4));
  }
  return IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_LINKLOCAL(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6);
}

}  // namespace imagetool::registry
