#include "runtime/supervisor/command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>

#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::supervisor {

namespace {

// Without any of our signal settings.
Result<pid_t> spawn(std::vector<std::string> words, const Descriptors& descriptors) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, descriptors.input.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, descriptors.output.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, descriptors.errors.get(), 2);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  sigset_t signals;
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error == 0) return pid;
  return fail_errno(words.front(), error);
}

// What is there now.
std::string take(FdRef file) {
  std::string text;
  char buffer[4096];
  pollfd ready = {file.get(), POLLIN, 0};
  while (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0) {
    const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
    if (n <= 0) break;
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

}  // namespace

Result<void> run_command(const std::vector<std::string>& words, const Descriptors& descriptors, FdRef errors_read) {
  const pid_t pid = TRY(spawn(words, descriptors));
  const int status = TRY(sys::wait(pid));
  if (status == 0) return {};
  const std::string said = take(errors_read);
  const std::string_view text = trim(said);
  if (text.empty()) return fail(concat(words.front(), " ended with status ", status));
  std::string_view line = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
  constexpr std::string_view kPrefix = "runtime create: ";
  if (line.starts_with(kPrefix)) line.remove_prefix(kPrefix.size());
  return fail(std::string(line));
}

}  // namespace runtime::supervisor
