#include "imagetool/process/run.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spec/base/fd.h"
#include "spec/base/file.h"

namespace imagetool::process {

namespace {

constexpr std::uint64_t kMaxOutput = 4 << 20;

// The program's input is a file in memory: it may end without reading it.
Result<Fd> input_file(const std::string& input) {
  Fd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return fail_errno("memfd_create");
  TRY(write_all(file, input, "input"));
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("input");
  return file;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  return out;
}

Result<pid_t> spawn(const Program& program, FdRef input, FdRef output) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  if (program.with_errors) ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDERR_FILENO);
  std::vector<char*> argv = pointers(program.args);
  argv.push_back(nullptr);
  // Ours come first: getenv(3) takes the first of a name.
  std::vector<char*> envp = pointers(program.env);
  for (char** variable = environ; *variable != nullptr; ++variable) envp.push_back(*variable);
  envp.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), envp.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail_errno(program.args[0], error);
  return pid;
}

}  // namespace

Result<Outcome> run(const Program& program) {
  const Fd input = TRY(input_file(program.input));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe2");
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t pid = TRY(spawn(program, input, writing));
  writing.reset();
  Result<std::string> output = read_all(reading, kMaxOutput, program.args[0]);
  Outcome outcome;
  while (::waitpid(pid, &outcome.status, 0) < 0 && errno == EINTR) {
  }
  outcome.output = TRY(std::move(output));
  return outcome;
}

}  // namespace imagetool::process
