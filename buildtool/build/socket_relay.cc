#include "buildtool/build/socket_relay.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <list>
#include <system_error>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr std::size_t kMostConnections = 64;

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return fail_errno(path, ENAMETOOLONG);
  path.copy(static_cast<char*>(address.sun_path), path.size());
  return address;
}

// One way of a connection: what was read and is not written yet.
struct Way {
  std::array<char, 16384> buffer;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_empty() const { return begin == end; }
};

struct Connection {
  Fd ends[2];
  Way ways[2];  // [i] is read from ends[i]
};

// Reads what can be read, writes what can be written; false when either end is gone.
bool move_bytes(Connection& connection, int from, short readable, short writable) {
  Way& way = connection.ways[from];
  if (way.is_empty() && readable != 0) {
    const ssize_t count = ::recv(connection.ends[from].get(), way.buffer.data(), way.buffer.size(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return false;
    way.begin = 0;
    way.end = count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  if (!way.is_empty() && (writable != 0 || readable != 0)) {
    const ssize_t count = ::send(connection.ends[1 - from].get(), way.buffer.data() + way.begin, way.end - way.begin,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (count > 0) way.begin += static_cast<std::size_t>(count);
  }
  return true;
}

// What poll is to wait for at one end: bytes where there is room, room where there are bytes.
short wanted(const Connection& connection, int end) {
  const bool room = connection.ways[end].is_empty();
  const bool bytes = !connection.ways[1 - end].is_empty();
  return static_cast<short>((room ? POLLIN : 0) | (bytes ? POLLOUT : 0));
}

}  // namespace

Result<std::unique_ptr<SocketRelay>> SocketRelay::start(Fd target, const std::string& path, const SocketOwner& owner) {
  const std::size_t slash = path.rfind('/');
  const Fd folder = TRY(open_dir(path.substr(0, slash)));
  Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  Fd end(::eventfd(0, EFD_CLOEXEC));
  if (!listener || !end) return fail_errno("socket");
  // By descriptor: a store's path may be longer than an address.
  const sockaddr_un address = TRY(address_of(concat("/proc/self/fd/", folder.get(), path.substr(slash))));
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) return fail_errno(path);
  if (::chown(path.c_str(), owner.uid, owner.gid) < 0) return fail_errno("chown " + path);
  if (::chmod(path.c_str(), owner.mode) < 0) return fail_errno("chmod " + path);
  if (::listen(listener.get(), 16) < 0) return fail_errno("listen " + path);
  std::unique_ptr<SocketRelay> out(new SocketRelay(std::move(target), std::move(listener), std::move(end)));
  try {
    out->thread_ = std::thread([relay = out.get()] { relay->serve(); });
  } catch (const std::system_error& error) {
    return fail_errno("thread", error.code().value());
  }
  return out;
}

SocketRelay::~SocketRelay() {
  const std::uint64_t one = 1;
  (void)!::write(end_.get(), &one, sizeof one);
  if (thread_.joinable()) thread_.join();
}

void SocketRelay::serve() const {
  const Result<sockaddr_un> target = address_of(concat("/proc/self/fd/", target_.get()));
  std::list<Connection> connections;
  for (;;) {
    const short accepting = connections.size() < kMostConnections ? POLLIN : 0;
    std::vector<pollfd> watched = {{end_.get(), POLLIN, 0}, {listener_.get(), accepting, 0}};
    for (const Connection& connection : connections) {
      for (int end = 0; end < 2; ++end) watched.push_back({connection.ends[end].get(), wanted(connection, end), 0});
    }
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    std::size_t place = 2;
    for (auto it = connections.begin(); it != connections.end(); place += 2) {
      const short first = watched[place].revents;
      const short second = watched[place + 1].revents;
      const bool lives = move_bytes(*it, 0, first, second) && move_bytes(*it, 1, second, first);
      it = lives ? std::next(it) : connections.erase(it);
    }
    if (watched[1].revents == 0) continue;
    Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    Fd server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!client || !server || !target) continue;
    if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&*target), sizeof *target) < 0) continue;
    Connection& added = connections.emplace_back();
    added.ends[0] = std::move(client);
    added.ends[1] = std::move(server);
  }
}

}  // namespace buildtool::build
