#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

#include "runtime/init/child.h"

namespace runtime::init {

// A new network namespace has lo, but down; runc raises it, and programs expect it.
Result<void> raise_loopback(Child& child) {
  const auto* network = child.config().linux.find_namespace(spec::runtime::NamespaceType::kNetwork);
  if (network == nullptr || !network->path.empty()) return {};
  const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("socket");
  struct ifreq request {};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) < 0) return fail_errno("raise lo");
  return {};
}

}  // namespace runtime::init
