#include "imagetool/network/bridge.h"

#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "spec/base/fd.h"

namespace imagetool::network {

namespace {

Result<Fd> open_socket() {
  Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("socket");
  return socket;
}

ifreq request_for(const std::string& name) {
  ifreq request = {};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

}  // namespace

Result<void> make_bridge(const std::string& name) {
  const Fd socket = TRY(open_socket());
  ifreq request = request_for(name);
  if (::ioctl(socket.get(), SIOCBRADDBR, request.ifr_name) < 0) {
    if (errno == EEXIST) return {};
    return fail_errno("bridge " + name);
  }
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  auto* address = reinterpret_cast<unsigned char*>(request.ifr_hwaddr.sa_data);
  if (::getrandom(address, 6, 0) != 6) return fail_errno("getrandom");
  address[0] = static_cast<unsigned char>((address[0] | 2) & ~1);  // nobody's, and of one interface
  if (::ioctl(socket.get(), SIOCSIFHWADDR, &request) < 0) return fail_errno("bridge " + name);
  return {};
}

Result<void> remove_bridge(const std::string& name) {
  const Fd socket = TRY(open_socket());
  ifreq request = request_for(name);
  if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) < 0) {
    if (errno == ENODEV) return {};
    return fail_errno(name);
  }
  // The kernel removes none that is up.
  request.ifr_flags = static_cast<short>(request.ifr_flags & ~IFF_UP);
  if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) < 0) return fail_errno(name);
  if (::ioctl(socket.get(), SIOCBRDELBR, request.ifr_name) < 0 && errno != ENXIO) return fail_errno(name);
  return {};
}

}  // namespace imagetool::network
