#include "imagetool/registry/address.h"

#include <netinet/in.h>

#include <cstdint>
#include <cstring>

namespace imagetool::registry {

namespace {

enum class Kind { kFar, kLoopback, kLink };

Kind kind_of(std::uint32_t v4) {
  if ((v4 >> 24) == 127) return Kind::kLoopback;
  return (v4 >> 24) == 0 || (v4 >> 16) == 0xa9fe ? Kind::kLink : Kind::kFar;  // 0.0.0.0/8, 169.254.0.0/16
}

Kind kind_of(const in6_addr& v6) {
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    std::uint32_t v4;
    std::memcpy(&v4, v6.s6_addr + 12, sizeof v4);
    return kind_of(ntohl(v4));
  }
  if (IN6_IS_ADDR_LOOPBACK(&v6)) return Kind::kLoopback;
  return IN6_IS_ADDR_LINKLOCAL(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6) ? Kind::kLink : Kind::kFar;
}

Kind kind_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return kind_of(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) return kind_of(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return Kind::kLink;
}

}  // namespace

bool allows(Reach reach, const sockaddr& address) {
  if (reach == Reach::kAnywhere) return true;
  const Kind kind = kind_of(address);
  return kind == Kind::kFar || (kind == Kind::kLoopback && reach == Reach::kNotLink);
}

}  // namespace imagetool::registry
