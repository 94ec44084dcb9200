#include "buildtool/build/keeper.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace buildtool::build {

namespace {

// After fork in a process with threads: nothing but system calls.
[[noreturn]] void wait_and_run(int alive, char* const* arguments, char* const* environment) {
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
  if (pid == 0) {
    ::close(writer.get());  // else it would be waiting for itself
    wait_and_run(reader.get(), arguments.data(), environment.data());
  }
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
