#include "buildtool/build/process.h"

#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <optional>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr int kPatience = 500;  // milliseconds between the polite end and SIGKILL

// Starts it; standard output and error are `output`, or all three are ours.
Result<pid_t> spawn(const Command& command, std::optional<FdRef> output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  if (output) {
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output->get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output->get(), STDERR_FILENO);
  }
  ::posix_spawnattr_setsigmask(&attributes, &none);
  const int group = output ? POSIX_SPAWN_SETPGROUP : 0;
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | group));
  const std::vector<char*> arguments = pointers(command.arguments);
  const std::vector<char*> environment = pointers(command.environment);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, arguments[0], &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail_errno(command.arguments[0], error);
  return pid;
}

// Hands on what can be read; false at the end of the pipe.
bool drain(FdRef pipe, const std::function<void(std::string_view)>& output) {
  char buffer[16384];
  for (;;) {
    const ssize_t count = ::read(pipe.get(), buffer, sizeof buffer);
    if (count > 0) {
      output({buffer, static_cast<std::size_t>(count)});
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

Result<int> reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return fail_errno("waitpid");
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

Result<int> run_command(const Command& command, const Interrupt& interrupt,
                        const std::function<void(std::string_view)>& output, const std::function<void()>& stop) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  if (::fcntl(reader.get(), F_SETFL, O_NONBLOCK) < 0) return fail_errno("fcntl");
  const pid_t pid = TRY(spawn(command, FdRef(writer)));
  writer.reset();
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  // The end is the process's, not the pipe's: something that it left behind may hold the pipe.
  bool stopped = false;
  pollfd watched[] = {{process.get(), POLLIN, 0}, {reader.get(), POLLIN, 0}, {interrupt.fd().get(), POLLIN, 0}};
  for (;;) {
    const int count = ::poll(watched, 3, stopped ? kPatience : -1);
    if (count < 0 && errno != EINTR) break;
    if (count == 0) ::kill(-pid, SIGKILL);
    if (count <= 0) continue;
    if (watched[1].revents != 0 && !drain(reader, output)) watched[1].fd = -1;
    if (watched[0].revents != 0) break;
    if (watched[2].revents != 0) {
      stopped = true;
      watched[2].fd = -1;
      if (stop) stop();
      ::kill(-pid, SIGTERM);
    }
  }
  const int status = TRY(reap(pid));
  drain(reader, output);
  if (stopped) return fail("interrupted");
  return status;
}

Result<int> run_in_foreground(const Command& command) {
  const pid_t pid = TRY(spawn(command, std::nullopt));
  return reap(pid);
}

std::vector<std::string> whole_environment() {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) out.push_back(*entry);
  return out;
}

Result<std::string> find_program(const std::string& name, const std::string& given) {
  if (!given.empty()) return given;
  if (const Result<std::string> self = read_link(FdRef::cwd(), "/proc/self/exe")) {
    const std::string sibling = self->substr(0, self->rfind('/') + 1) + name;
    if (::access(sibling.c_str(), X_OK) == 0) return sibling;
  }
  if (const std::string found = find_in_path(name); !found.empty()) return found;
  return fail(name + ": not found beside buildtool nor in PATH").with_hint("--" + name + " FILE names it");
}

std::string find_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "" : path, ':')) {
    const std::string candidate = folder + "/" + name;
    if (folder.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "";
}

Result<std::string> find_helper(const std::string& name) {
  const std::string self = TRY(read_link(FdRef::cwd(), "/proc/self/exe"));
  const std::string folder = self.substr(0, self.rfind('/'));
  std::string path = folder.substr(0, folder.rfind('/')) + "/libexec/buildtool/" + name;
  if (::access(path.c_str(), X_OK) < 0) return fail_errno(path);
  return path;
}

}  // namespace buildtool::build
