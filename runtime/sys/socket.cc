#include "runtime/sys/socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <memory>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::sys {

Result<std::pair<Fd, Fd>> socket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return fail_errno("socketpair");
  return std::pair(Fd(ends[0]), Fd(ends[1]));
}

namespace {

struct Address {
  sockaddr_un name = {};
  socklen_t size = sizeof name;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&name); }
};

// A file by a descriptor's name: sun_path holds 107 bytes only.
Address file_address(const std::string& name) {
  Address address;
  address.name.sun_family = AF_UNIX;
  std::memcpy(address.name.sun_path, name.c_str(), name.size() + 1);
  return address;
}

Result<Fd> connect_to(int type, const Address& address, const std::string& name) {
  Fd socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("socket");
  if (::connect(socket.get(), address.get(), address.size) < 0) return fail_errno("connect to " + name);
  return socket;
}

Result<Fd> connect_to_file(int type, const std::string& path) {
  const Fd file = TRY(open_at(FdRef::cwd(), path, O_PATH));
  return connect_to(type, file_address(concat("/proc/self/fd/", file.get())), path);
}

}  // namespace

Result<Fd> connect_to(const std::string& path) { return connect_to_file(SOCK_STREAM, path); }

Result<Fd> connect_datagram(const std::string& name) {
  if (!name.starts_with('@')) return connect_to_file(SOCK_DGRAM, name);
  Address address;
  if (name.size() > sizeof address.name.sun_path) return fail(concat("connect to ", name, ": too long"));
  address.name.sun_family = AF_UNIX;
  std::memcpy(address.name.sun_path + 1, name.data() + 1, name.size() - 1);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return connect_to(SOCK_DGRAM, address, name);
}

Result<Fd> bind_datagram(FdRef folder, const std::string& name, mode_t mode) {
  Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("socket");
  const Address address = file_address(concat("/proc/self/fd/", folder.get(), "/", name));
  if (::bind(socket.get(), address.get(), address.size) < 0) return fail_errno("bind " + name);
  if (::fchmodat(folder.get(), name.c_str(), mode, 0) < 0) return fail_errno(name);
  return socket;
}

Result<Fd> listen_at(FdRef folder, const std::string& name, int type) {
  Fd socket(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return fail_errno("socket");
  if (::unlinkat(folder.get(), name.c_str(), 0) < 0 && errno != ENOENT) return fail_errno(name);
  const Address address = file_address(concat("/proc/self/fd/", folder.get(), "/", name));
  if (::bind(socket.get(), address.get(), address.size) < 0) return fail_errno("bind " + name);
  if (::listen(socket.get(), SOMAXCONN) < 0) return fail_errno("listen " + name);
  return socket;
}

Result<Fd> connect_sequenced(FdRef folder, const std::string& name) {
  return connect_to(SOCK_SEQPACKET, file_address(concat("/proc/self/fd/", folder.get(), "/", name)), name);
}

Result<void> send_fd(FdRef socket, std::string_view text, FdRef file) {
  iovec data = {const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = file.get();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  ssize_t sent = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL);
  // A stream may take a part; the descriptor went with its first byte.
  while (sent >= 0 && static_cast<std::size_t>(sent) < text.size()) {
    text.remove_prefix(static_cast<std::size_t>(sent));
    sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  if (sent < 0) return fail_errno("send a descriptor");
  return {};
}

Result<Received> receive(FdRef socket) {
  // Left as it is: a page of it that no message reaches costs nothing.
  constexpr std::size_t kMax = 65536;
  const auto buffer = std::make_unique_for_overwrite<char[]>(kMax);
  iovec data = {buffer.get(), kMax};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t n;
  do {
    n = ::recvmsg(socket.get(), &message, MSG_CMSG_CLOEXEC);
    // ECONNRESET comes once, before what was sent to us, where the other side has ended without reading all of ours.
  } while (n < 0 && (errno == EINTR || errno == ECONNRESET));
  if (n < 0) return fail_errno("receive");
  Received received;
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message);
      header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof number);
    received.file = Fd(number);
  }
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return fail("receive: message too long");
  received.text.assign(buffer.get(), static_cast<std::size_t>(n));
  return received;
}

}  // namespace runtime::sys
