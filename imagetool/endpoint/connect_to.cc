#include "imagetool/endpoint/connect_to.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace imagetool::endpoint {

Fd connect_to(const std::string& text, std::uint16_t port, int kind) {
  sockaddr_in v4 = {};
  sockaddr_in6 v6 = {};
  const bool is_v6 = text.find(':') != std::string::npos;
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  const bool valid = is_v6 ? ::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1
                           : ::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1;
  if (!valid) return Fd();
  Fd socket(::socket(is_v6 ? AF_INET6 : AF_INET, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return Fd();
  const auto* address = is_v6 ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
  if (::connect(socket.get(), address, is_v6 ? sizeof v6 : sizeof v4) < 0 && errno != EINPROGRESS) return Fd();
  return socket;
}

}  // namespace imagetool::endpoint
