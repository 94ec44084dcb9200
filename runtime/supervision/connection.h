// Between the verbs and a supervisor: messages over its control socket.
//
// A message is its kind, one character, and what belongs to it. The supervisor
// keeps the connection until the container has ended for good (after the last
// kEnded), or until the verb closes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/supervision/place.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervision {

enum Kind : char {
  // From the verbs
  kAttach = 'A',   // what the container writes from now on is wanted
  kInput = 'i',    // for its standard input
  kNoInput = 'c',  // the end of it
  kWindow = 'w',   // "ROWS COLUMNS" of who is attached
  kStop = 'S',     // "SIGNAL SECONDS": this, and SIGKILL after so long (-1: never); no restart
  kRestart = 'R',  // the same, and then a new start
  kKill = 'K',     // "SIGNAL": sent; where it is SIGKILL or the stop signal there is no restart
  // From the supervisor
  kOutput = 'o',  // what the container wrote to its standard output, or its terminal
  kErrors = 'e',  // to its standard error
  kEnded = 'x',   // the exit code; another life may follow
  kDone = 'k',    // a kKill was done; after an end, it has started again
  kFailed = 'E',  // why not
};

constexpr std::size_t kMaxMessage = 16384;

struct Message {
  char kind = 0;
  std::string text;
};

class Connection {
 public:
  // None where no supervisor lives.
  static Result<std::optional<Connection>> open(const Place& place);

  FdRef fd() const { return socket_; }
  Result<void> send(Kind kind, std::string_view text = "") const;
  // Waits. None at the end: the container has ended for good, or the supervisor was killed.
  Result<std::optional<Message>> receive() const;

 private:
  explicit Connection(Fd socket) : socket_(std::move(socket)) {}
  Fd socket_;
};

// For either side: what has come, none at the end; EAGAIN in Error::number where nothing has.
Result<std::optional<Message>> receive_message(FdRef socket);
// EAGAIN in Error::number where the other side does not read.
Result<void> send_message(FdRef socket, char kind, std::string_view text);

}  // namespace runtime::supervision
