#include "runtime/supervision/begin.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>

#include "runtime/sys/own_path.h"
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
  std::string root = place.state_root();
  std::string id = place.id();
  std::string word = how;
  std::string called = TRY(sys::own_path());  // so that it finds what belongs to the runtime
  char* argv[] = {called.data(), root.data(), id.data(), word.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  for (const int number : {0, 1, 2}) ::posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), 3);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 4);
  ::posix_spawn_file_actions_addchdir_np(&actions, "/");
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  sigset_t signals;
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, argv, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error == 0) return report;
  return fail_errno(program, error).with_hint("it is installed with the runtime");
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
