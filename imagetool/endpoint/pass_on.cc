#include "imagetool/endpoint/pass_on.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <list>
#include <optional>

#include "imagetool/endpoint/connect_to.h"
#include "imagetool/endpoint/datagrams.h"

namespace imagetool::endpoint {

namespace {

constexpr std::size_t kBuffer = 16 << 10;
constexpr std::size_t kMostConnections = 1024;

// From one socket to another: a pipe of the kernel's, through which splice(2) moves the bytes.
struct Flow {
  Fd read_end;
  Fd write_end;
  std::size_t held = 0;
  bool full = false;    // until some of it is gone: a pipe can be so with few bytes in many pieces
  bool ended = false;   // nothing more comes
  bool passed = false;  // and the other side knows it

  static std::optional<Flow> make() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return std::nullopt;
    Flow flow;
    flow.read_end = Fd(ends[0]);
    flow.write_end = Fd(ends[1]);
    return flow;
  }

  bool takes() const { return !ended && !full && held < kBuffer; }
  // False where the connection is broken.
  bool move(FdRef from, FdRef to) {
    constexpr unsigned kFlags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
    if (takes()) {
      const ssize_t n = ::splice(from.get(), nullptr, write_end.get(), nullptr, kBuffer - held, kFlags);
      if (n == 0) ended = true;
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
      full = n < 0 && held > 0;
      if (n > 0) held += static_cast<std::size_t>(n);
    }
    if (held > 0) {
      const ssize_t n = ::splice(read_end.get(), nullptr, to.get(), nullptr, held, kFlags);
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (n > 0) {
        held -= static_cast<std::size_t>(n);
        full = false;
      }
    }
    if (ended && held == 0 && !passed) {
      passed = true;
      ::shutdown(to.get(), SHUT_WR);
    }
    return true;
  }
};

struct Connection {
  Fd client;
  Fd server;
  bool connecting = true;
  Flow up;    // to the container
  Flow down;  // from it

  short client_events() const {
    if (connecting) return 0;
    return static_cast<short>((up.takes() ? POLLIN : 0) | (down.held > 0 ? POLLOUT : 0));
  }
  short server_events() const {
    if (connecting) return POLLOUT;
    return static_cast<short>((down.takes() ? POLLIN : 0) | (up.held > 0 ? POLLOUT : 0));
  }
  // False where it is over.
  bool go_on() {
    if (connecting) {
      int error = 0;
      socklen_t size = sizeof error;
      ::getsockopt(server.get(), SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0) return false;
      connecting = false;
    }
    if (!up.move(client, server) || !down.move(server, client)) return false;
    return !(up.passed && down.passed);
  }
};

std::optional<Connection> accept_one(const Reserved& port, const std::string& target) {
  Connection out;
  out.client = Fd(::accept4(port.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!out.client) return std::nullopt;
  out.server = connect_to(target, port.port.container_port, SOCK_STREAM);
  std::optional<Flow> up = Flow::make();
  std::optional<Flow> down = Flow::make();
  if (!out.server || !up || !down) return std::nullopt;
  out.up = std::move(*up);
  out.down = std::move(*down);
  return out;
}

}  // namespace

void pass_on(FdRef end, const std::vector<Reserved>& ports, const std::string& target) {
  std::vector<const Reserved*> listeners;
  std::list<Datagrams> datagrams;
  for (const Reserved& port : ports) {
    if (port.port.protocol == "tcp") listeners.push_back(&port);
    if (port.port.protocol == "udp") datagrams.emplace_back(port, target);
  }
  std::list<Connection> connections;
  std::vector<pollfd> files;
  while (true) {
    files.assign({{end.get(), POLLIN, 0}});
    for (const Reserved* port : listeners) {
      files.push_back({connections.size() < kMostConnections ? port->socket.get() : -1, POLLIN, 0});
    }
    // One that is waited for in no way is left out: the kernel tells of its end again and again.
    const auto add = [&](const Fd& socket, short events) {
      files.push_back({events != 0 ? socket.get() : -1, events, 0});
    };
    for (const Connection& connection : connections) {
      add(connection.client, connection.client_events());
      add(connection.server, connection.server_events());
    }
    const std::size_t first_datagrams = files.size();
    for (const Datagrams& one : datagrams) one.add_files(files);
    if (::poll(files.data(), files.size(), -1) < 0) continue;
    if (files[0].revents != 0) return;
    std::size_t at = 1 + listeners.size();
    for (auto connection = connections.begin(); connection != connections.end(); at += 2) {
      const bool ready = (files[at].revents | files[at + 1].revents) != 0;
      connection = ready && !connection->go_on() ? connections.erase(connection) : std::next(connection);
    }
    at = first_datagrams;
    for (Datagrams& one : datagrams) at += one.transfer(&files[at]);
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      if (files[1 + i].revents == 0) continue;
      if (auto connection = accept_one(*listeners[i], target)) connections.push_back(std::move(*connection));
    }
  }
}

}  // namespace imagetool::endpoint
