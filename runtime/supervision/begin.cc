#include "runtime/supervision/begin.h"

#include <fcntl.h>
#include <unistd.h>

#include "runtime/sys/own_path.h"
#include "runtime/sys/spawn.h"
#include "spec/base/file.h"

namespace runtime::supervision {

namespace {

// In a session of its own, so that it survives the terminal. The other end of its descriptor 3.
Result<Fd> spawn(const Place& place, const char* how) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  Fd report(ends[0]);
  const Fd theirs(ends[1]);
  std::string program = TRY(sys::helper_path("supervisor"));
  std::string called = TRY(sys::own_path());  // so that it finds what belongs to the runtime
  const FdRef nowhere(-1);
  Result<pid_t> spawned = sys::spawn({.program = std::move(program),
                                      .words = {std::move(called), place.state_root(), place.id(), how},
                                      .files = {nowhere, nowhere, nowhere, theirs},
                                      .own_session = true});
  if (!spawned) return std::move(spawned).error().with_hint("it is installed with the runtime");
  return report;
}

// Nothing is said where all went well.
Result<void> hear(FdRef report) {
  const std::string said = TRY(read_all(report, 64 << 10, "supervisor"));
  if (!said.empty()) return fail(said);
  return {};
}

}  // namespace

Result<void> begin(const Place& place) {
  const Fd report = TRY(spawn(place, "start"));
  return hear(report);
}

Result<void> adopt(const Place& place) {
  const Fd report = TRY(spawn(place, "adopt"));
  return hear(report);
}

Result<AttachedBegin> AttachedBegin::begin(const Place& place) {
  Fd report = TRY(spawn(place, "attached"));
  // One newline once it listens.
  char ready = 0;
  if (::read(report.get(), &ready, 1) != 1) return fail("the supervisor ended at once");
  if (ready != '\n') {
    const std::string rest = TRY(read_all(report, 64 << 10, "supervisor"));
    return fail(ready + rest);
  }
  std::optional<Connection> connection = TRY(Connection::open(place));
  if (!connection) return fail("the supervisor ended at once");
  return AttachedBegin(std::move(report), std::move(*connection));
}

Result<void> AttachedBegin::finish() { return hear(report_); }

}  // namespace runtime::supervision
