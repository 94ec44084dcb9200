// Messages and descriptors over unix sockets.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::sys {

// A pair of SOCK_SEQPACKET sockets: a message arrives whole or not at all, and
// the end of one side is an empty message at the other.
Result<std::pair<Fd, Fd>> socket_pair();

// Connects to the stream socket at `path`, however long the path is.
Result<Fd> connect_to(const std::string& path);

// The same for a datagram socket; "@" begins the name of an abstract one.
Result<Fd> connect_datagram(const std::string& name);
// A new datagram socket as a file in `folder`.
Result<Fd> bind_datagram(FdRef folder, const std::string& name, mode_t mode);

// A new socket as a file in `folder` that waits for connections; one of that name that is there goes.
// SOCK_STREAM, or SOCK_SEQPACKET for messages.
Result<Fd> listen_at(FdRef folder, const std::string& name, int type);
// Connects to such a one of messages. ENOENT or ECONNREFUSED in Error::number where nobody listens.
Result<Fd> connect_sequenced(FdRef folder, const std::string& name);

// Sends the whole `text`, one descriptor with it (SCM_RIGHTS).
Result<void> send_fd(FdRef socket, std::string_view text, FdRef file);

// A received message; the file is empty where none came with it.
struct Received {
  std::string text;
  Fd file;
};
// At most 64 KiB; what is longer is an error, never cut.
Result<Received> receive(FdRef socket);

}  // namespace runtime::sys
