// Giving a container a supervisor.
#pragma once

#include "runtime/supervision/connection.h"
#include "runtime/supervision/place.h"
#include "spec/base/result.h"

namespace runtime::supervision {

// Starts the supervisor, which makes and starts the container; returns once it runs. Where that fails the error
// is the supervisor's, which has gone again.
Result<void> begin(const Place& place);

// The same, for who attaches and misses nothing: the container is started once kAttach has been sent. Where the start
// fails the connection ends, and the error is finish()'s.
class AttachedBegin {
 public:
  static Result<AttachedBegin> begin(const Place& place);
  const Connection& connection() const { return *connection_; }
  // Once the connection has something to read, or has ended: how the start went. Waits for it.
  Result<void> finish();

 private:
  AttachedBegin(Fd report, Connection connection) : report_(std::move(report)), connection_(std::move(connection)) {}
  Fd report_;
  std::optional<Connection> connection_;
};

// A container that runs without a supervisor, which was killed, gets a new one.
Result<void> adopt(const Place& place);

}  // namespace runtime::supervision
