#include "runtime/seccomp/listener.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "spec/base/text.h"
#include "spec/runtime/config.h"

namespace runtime::seccomp {

namespace {

Result<Fd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(concat(path, ": is longer than the ", sizeof address.sun_path - 1, " characters of a socket's path"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("socket");
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
    return fail_errno("connect to " + path);
  }
  return socket;
}

// The descriptor travels with the first byte.
Result<void> send_with(FdRef socket, const std::string& text, FdRef descriptor, const std::string& path) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  iovec data{const_cast<char*>(text.data()), text.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = descriptor.get();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  ssize_t sent = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL);
  std::string_view rest = text;
  while (sent >= 0 && static_cast<std::size_t>(sent) < rest.size()) {
    rest.remove_prefix(static_cast<std::size_t>(sent));
    sent = ::send(socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
  }
  if (sent < 0) return fail_errno("send to " + path);
  return {};
}

}  // namespace

Result<void> send_listener(const spec::runtime::Seccomp& config, const spec::runtime::State& state, pid_t pid,
                           FdRef listener) {
  const spec::runtime::ContainerProcessState message{
      spec::runtime::kVersion, {"seccompFd"}, pid, config.listener_metadata, state};
  const Fd socket = TRY_STEP("linux.seccomp.listenerPath", connect_to(config.listener_path));
  TRY_STEP("linux.seccomp.listenerPath",
           send_with(socket, write_container_process_state(message), listener, config.listener_path));
  return {};
}

}  // namespace runtime::seccomp
