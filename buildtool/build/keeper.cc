#include "buildtool/build/keeper.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace buildtool::build {

namespace {

// Else it would be waiting for itself, or for the keeper of another stage, and
// would hold the locks of caches that a RUN has long been done with.
void close_all_but(int kept) {
  const auto number = static_cast<unsigned>(kept);
  if (number > 3) ::close_range(3, number - 1, 0);
  ::close_range(number + 1, ~0U, 0);
}

// After fork in a process with threads: nothing but system calls.
[[noreturn]] void wait_and_run(int alive, char* const* arguments, char* const* environment) {
  close_all_but(alive);
  char byte = 0;
  while (::read(alive, &byte, 1) < 0 && errno == EINTR) {
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

}  // namespace

Result<Keeper> Keeper::start(const Command& command) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  const std::vector<char*> arguments = pointers(command.arguments);
  const std::vector<char*> environment = pointers(command.environment);
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno("fork");
  if (pid == 0) wait_and_run(reader.get(), arguments.data(), environment.data());
  return Keeper(pid, std::move(writer));
}

Keeper::Keeper(Keeper&& other) noexcept : pid_(std::exchange(other.pid_, 0)), alive_(std::move(other.alive_)) {}

Keeper::~Keeper() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace buildtool::build
