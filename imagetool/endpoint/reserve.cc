#include "imagetool/endpoint/reserve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>

#include "spec/base/text.h"

namespace imagetool::endpoint {

namespace {

using spec::network::Port;

constexpr int kBacklog = 1024;

union Address {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

struct Place {
  Address address{};
  socklen_t size = 0;
  bool both = false;  // IPv4 and IPv6 in one
};

Place place_of(const Port& port, bool with_v6) {
  Place out;
  out.both = port.host_ip.empty() && with_v6;
  if (out.both || port.host_ip.find(':') != std::string::npos) {
    out.address.v6.sin6_family = AF_INET6;
    if (!out.both) ::inet_pton(AF_INET6, port.host_ip.c_str(), &out.address.v6.sin6_addr);
    out.size = sizeof(sockaddr_in6);
  } else {
    out.address.v4.sin_family = AF_INET;
    if (!port.host_ip.empty()) ::inet_pton(AF_INET, port.host_ip.c_str(), &out.address.v4.sin_addr);
    out.size = sizeof(sockaddr_in);
  }
  return out;
}

// The port stands in the same place in both families.
std::uint16_t& number_of(Place& place) { return place.address.v4.sin_port; }

// Bound, of tcp listening; `port` gets its number.
Result<Fd> hold(Port& port, std::uint16_t number, bool with_v6) {
  Place place = place_of(port, with_v6);
  const bool tcp = port.protocol == "tcp";
  Fd socket(::socket(place.address.any.sa_family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return fail_errno("socket");
  const int on = 1;
  const int v6_only = place.both ? 0 : 1;
  // What is left of an earlier life's connections is no obstacle.
  if (tcp) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (place.address.any.sa_family == AF_INET6) {
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only);
  }
  number_of(place) = htons(number);
  if (::bind(socket.get(), &place.address.any, place.size) < 0) return fail_errno("bind");
  if (tcp && ::listen(socket.get(), kBacklog) < 0) return fail_errno("listen");
  if (::getsockname(socket.get(), &place.address.any, &place.size) < 0) return fail_errno("getsockname");
  port.host_port = ntohs(number_of(place));
  return socket;
}

Result<Reserved> reserve_one(const Port& wanted) {
  Port port = wanted;
  port.host_end = 0;
  if (wanted.protocol == "sctp") {
    if (wanted.host_port == 0) return fail("a port of the host is needed for sctp");
    return Reserved{port, Fd()};
  }
  Result<Fd> held = fail("no port");
  for (unsigned number = wanted.host_port; number <= std::max(wanted.host_port, wanted.host_end); ++number) {
    held = hold(port, static_cast<std::uint16_t>(number), true);
    // A machine without IPv6.
    if (!held && (held.error().number == EAFNOSUPPORT || held.error().number == EADDRNOTAVAIL)) {
      held = hold(port, static_cast<std::uint16_t>(number), false);
    }
    if (held) return Reserved{port, std::move(*held)};
    if (held.error().number != EADDRINUSE) break;
  }
  const std::string place = concat("Bind for ", spec::network::host_text(wanted), " failed: ");
  if (held.error().number == EADDRINUSE) return fail(place + "port is already allocated");
  return fail(place + held.error().text());
}

}  // namespace

Result<std::vector<Reserved>> reserve(const std::vector<Port>& ports) {
  std::vector<Reserved> out;
  for (const Port& port : ports) {
    Reserved reserved = TRY(reserve_one(port));
    out.push_back(std::move(reserved));
  }
  return out;
}

}  // namespace imagetool::endpoint
