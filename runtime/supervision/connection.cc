#include "runtime/supervision/connection.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include "runtime/sys/socket.h"

namespace runtime::supervision {

Result<void> send_message(FdRef socket, char kind, std::string_view text) {
  iovec parts[] = {{&kind, 1}, {const_cast<char*>(text.data()), text.size()}};
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  ssize_t sent;
  do {
    sent = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return fail_errno("supervisor: send");
  return {};
}

Result<std::optional<Message>> receive_message(FdRef socket) {
  char buffer[1 + kMaxMessage];
  ssize_t n;
  do {
    n = ::recv(socket.get(), buffer, sizeof buffer, 0);
  } while (n < 0 && errno == EINTR);
  if (n == 0 || (n < 0 && errno == ECONNRESET)) return std::optional<Message>();
  if (n < 0) return fail_errno("supervisor: receive");
  return std::optional<Message>(Message{buffer[0], std::string(buffer + 1, static_cast<std::size_t>(n) - 1)});
}

Result<std::optional<Connection>> Connection::open(const Place& place) {
  Result<Fd> socket = sys::connect_sequenced(place.folder(), kControl);
  if (socket) return std::optional<Connection>(Connection(std::move(*socket)));
  const int number = socket.error().number;
  if (number == ENOENT || number == ECONNREFUSED) return std::optional<Connection>();
  return std::move(socket).error();
}

Result<void> Connection::send(Kind kind, std::string_view text) const { return send_message(socket_, kind, text); }

Result<std::optional<Message>> Connection::receive() const { return receive_message(socket_); }

}  // namespace runtime::supervision
