#include "runtime/supervision/orders.h"

#include <csignal>

#include "runtime/container/delete.h"
#include "runtime/container/pause.h"
#include "runtime/supervision/begin.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/event_log.h"
#include "runtime/sys/signals.h"
#include "spec/base/text.h"

namespace runtime::supervision {

namespace {

// Of one that has lost its supervisor, the new one's.
Result<std::optional<Connection>> connect(const Place& place) {
  std::optional<Connection> connection = TRY(Connection::open(place));
  if (connection) return connection;
  const Condition now = TRY(condition(place));
  if (!now.is_alive) return std::optional<Connection>();
  TRY(adopt(place));
  return Connection::open(place);
}

// The next message of one of these kinds; none where the connection ends before.
Result<std::optional<Message>> await(const Connection& connection, Kind kind, Kind other) {
  while (true) {
    std::optional<Message> message = TRY(connection.receive());
    if (!message || message->kind == kind || message->kind == other) return message;
  }
}

Result<void> await_end(const Connection& connection) {
  while (TRY(connection.receive())) {
  }
  return {};
}

Result<std::string> stop_words(const Place& place, const Stop& how) {
  const Settings settings = TRY(place.settings());
  const std::string name = how.signal.empty() ? settings.stop_signal : how.signal;
  const std::optional<int> signal = sys::parse_signal(name);
  if (!signal) return fail("invalid signal: " + name);
  return concat(*signal, ' ', how.seconds.value_or(static_cast<int>(settings.stop_timeout)));
}

// What is frozen does not hear a signal.
Result<void> thaw(const Place& place) {
  const Condition now = TRY(condition(place));
  return now.is_paused ? container::resume(place.state_root(), place.id()) : Result<void>();
}

// What a life left behind whose supervisor was killed.
Result<void> remove_leftovers(const Place& place) {
  container::Warnings warnings;
  return container::remove(place.state_root(), place.id(), true, warnings);
}

}  // namespace

Result<void> stop(const Place& place, const Stop& how) {
  const std::string words = TRY(stop_words(place, how));
  const std::optional<Connection> connection = TRY(connect(place));
  if (!connection) return {};
  TRY(connection->send(kStop, words));
  TRY(thaw(place));
  return await_end(*connection);
}

Result<void> restart(const Place& place, const Stop& how) {
  const std::string words = TRY(stop_words(place, how));
  const std::optional<Connection> connection = TRY(connect(place));
  if (!connection) return start(place);
  TRY(connection->send(kRestart, words));
  TRY(thaw(place));
  const std::optional<Message> answer = TRY(await(*connection, kDone, kFailed));
  if (answer && answer->kind == kDone) return {};
  return fail(answer ? answer->text : "its supervisor has gone");
}

Result<void> kill(const Place& place, int signal) {
  const std::optional<Connection> connection = TRY(connect(place));
  if (!connection) return check_alive(place);
  TRY(connection->send(kKill, std::to_string(signal)));
  const std::optional<Message> answer = TRY(await(*connection, kDone, kFailed));
  if (answer && answer->kind == kFailed) return fail(answer->text);
  if (signal == SIGKILL) TRY(wait(place));
  return {};
}

Result<int> wait(const Place& place) {
  const std::optional<Connection> connection = TRY(connect(place));
  if (connection) {
    const std::optional<Message> end = TRY(await(*connection, kEnded, kEnded));
    if (end) return parse_number<int>(end->text).value_or(-1);
  }
  return TRY(condition(place)).status.exit_code;
}

Result<void> start(const Place& place) {
  const Condition now = TRY(condition(place));
  if (now.is_alive) return now.is_supervised ? Result<void>() : adopt(place);
  if (now.is_supervised) return {};  // it is about to start
  TRY(remove_leftovers(place));
  return begin(place);
}

Result<void> remove(const Place& place, bool force) {
  const Condition now = TRY(condition(place));
  if (!now.is_over()) {
    if (!force) {
      return fail(concat("You cannot remove a ", now.state(), " container ", place.id(),
                         ". Stop the container before attempting removal or force remove"));
    }
    TRY(stop(place, {"KILL", {}}));
  }
  TRY(remove_leftovers(place));
  if (!Place::open(place.state_root(), place.id())) return {};  // of --rm: its supervisor has done it
  TRY(place.remove());
  tell_event(place.state_root(), now.settings, "destroy");
  return {};
}

Result<Connection> connect_running(const Place& place) {
  std::optional<Connection> connection = TRY(connect(place));
  if (!connection) return fail("You cannot attach to a stopped container, start it first");
  const Condition now = TRY(condition(place));
  if (now.is_paused) return fail("You cannot attach to a paused container, unpause it first");
  if (!now.is_alive) return fail("You cannot attach to a restarting container, wait until it is running");
  return std::move(*connection);
}

}  // namespace runtime::supervision
