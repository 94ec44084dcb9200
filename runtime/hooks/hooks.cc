#include "runtime/hooks/hooks.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>

#include "runtime/sys/process.h"
#include "spec/base/text.h"

namespace runtime::hooks {

namespace {

using spec::runtime::Hook;

constexpr const char* kStep = "error running ";  // runc's words
constexpr std::size_t kMaxOutput = 2048;         // of what an error repeats

struct Pipe {
  Fd read;
  Fd write;
};
Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  Pipe pipe;
  pipe.read = Fd(ends[0]);
  pipe.write = Fd(ends[1]);
  return pipe;
}

// The file that an annotation names becomes the descriptor `number`; false where it cannot.
bool redirect(const Call& call, const char* name, int number) {
  const auto found = call.state.annotations.find(name);
  if (found == call.state.annotations.end() || !call.host_files) return true;
  const Fd file(::open(found->second.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (file) return ::dup2(file.get(), number) >= 0;
  const std::string message = fail_errno(std::string(name) + "=" + found->second).message;
  (void)!::write(2, message.data(), message.size());
  return false;
}

[[noreturn]] void give_up(const Error& error) {
  const std::string message = error.text();
  (void)!::write(2, message.data(), message.size());
  ::_exit(127);
}

[[noreturn]] void execute(const Hook& hook, const Call& call, FdRef input, FdRef output) {
  ::setpgid(0, 0);
  if (!call.folder.empty()) (void)!::chdir(call.folder.c_str());
  ::dup2(input.get(), 0);
  ::dup2(output.get(), 1);
  ::dup2(output.get(), 2);
  if (!redirect(call, "run.oci.hooks.stdout", 1) || !redirect(call, "run.oci.hooks.stderr", 2)) ::_exit(127);
  ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> argv;
  for (const std::string& argument : hook.args) argv.push_back(const_cast<char*>(argument.c_str()));
  if (argv.empty()) argv.push_back(const_cast<char*>(hook.path.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  const bool own = !hook.env.empty() || call.environment == nullptr;
  for (const std::string& variable : own ? hook.env : *call.environment) {
    envp.push_back(const_cast<char*>(variable.c_str()));
  }
  envp.push_back(nullptr);
  const bool inherits = hook.env.empty() && call.environment == nullptr;
  if (call.confine) {
    if (const Result<void> confined = call.confine(); !confined) give_up(confined.error());
  }
  ::execve(hook.path.c_str(), argv.data(), inherits ? environ : envp.data());
  give_up(fail_errno("exec"));
}

// How a hook ended, in runc's words (Go's, of a signal).
std::string describe_end(int status) {
  if (!WIFSIGNALED(status)) return concat("exit status ", WEXITSTATUS(status));
  const char* name = ::sigdescr_np(WTERMSIG(status));
  return "signal: " + (name != nullptr ? to_lower(name) : std::to_string(WTERMSIG(status)));
}

int milliseconds_left(const std::timespec& deadline) {
  std::timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const long long left = (deadline.tv_sec - now.tv_sec) * 1000LL + (deadline.tv_nsec - now.tv_nsec) / 1000000;
  return left > 0 ? static_cast<int>(left) : 0;
}

// Reads what there is; false at the end.
bool drain(FdRef output, std::string& text) {
  char buffer[4096];
  const ssize_t n = ::read(output.get(), buffer, sizeof buffer);
  if (n > 0 && text.size() < kMaxOutput) {
    text.append(buffer, std::min(static_cast<std::size_t>(n), kMaxOutput - text.size()));
  }
  return n > 0 || (n < 0 && errno == EINTR);
}

// Writes what fits. A hook that closes its input, or never reads it, is no error.
void feed(Fd& input, std::string_view& rest) {
  const ssize_t n = ::write(input.get(), rest.data(), rest.size());
  if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
  if (rest.empty() || (n < 0 && errno != EAGAIN && errno != EINTR)) input.reset();
}

// Until the hook ends: one of its own children may hold the pipe longer.
// False where the time was up.
bool watch(const Hook& hook, FdRef pidfd, Fd input, std::string_view state, FdRef output, std::string& text) {
  std::timespec deadline = {};
  ::clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += hook.timeout.value_or(0);
  pollfd files[] = {{pidfd.get(), POLLIN, 0}, {output.get(), POLLIN, 0}, {input.get(), POLLOUT, 0}};
  while (true) {
    const int ready = ::poll(files, 3, hook.timeout ? milliseconds_left(deadline) : -1);
    if (ready == 0) return false;
    if (ready < 0) continue;
    if (files[2].revents != 0) feed(input, state);
    files[2].fd = input.get();
    if (files[1].revents != 0 && !drain(output, text)) files[1].fd = -1;
    if (files[0].revents != 0) break;
  }
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  while (files[1].fd >= 0 && drain(output, text)) {
  }
  return true;
}

Result<void> run_one(const Hook& hook, const Call& call, const std::string& state) {
  Pipe input = TRY(make_pipe());
  Pipe output = TRY(make_pipe());
  sys::Cloned child = TRY(sys::clone(0));
  if (child.pid == 0) execute(hook, call, input.read, output.write);
  ::setpgid(child.pid, child.pid);  // whoever comes first
  input.read.reset();
  output.write.reset();
  ::fcntl(input.write.get(), F_SETFL, O_NONBLOCK);

  std::string text;
  const bool ended = watch(hook, child.pidfd, std::move(input.write), state, output.read, text);
  // The group's id is still the hook's: it has not been waited for.
  if (!ended) ::kill(-child.pid, SIGKILL);
  const int status = TRY(sys::wait_status(child.pid));
  if (!ended) return fail(concat("killed after its timeout of ", *hook.timeout, " s"));
  if (status == 0) return {};
  const std::string said(trim(text));
  return fail(concat(describe_end(status), said.empty() ? "" : ": ", said));
}

std::string step_name(const Call& call, std::size_t index) {
  return concat(kStep, call.kind, " hook #", index, ": ", call.hooks[index].path);
}

}  // namespace

Result<void> run_all(const Call& call) {
  if (call.hooks.empty()) return {};
  const std::string text = spec::runtime::write_state(call.state);
  for (std::size_t i = 0; i < call.hooks.size(); ++i) {
    TRY_STEP(step_name(call, i), run_one(call.hooks[i], call, text));
  }
  return {};
}

std::vector<Error> run_every(const Call& call) {
  std::vector<Error> failures;
  const std::string text = call.hooks.empty() ? "" : spec::runtime::write_state(call.state);
  for (std::size_t i = 0; i < call.hooks.size(); ++i) {
    Result<void> done = run_one(call.hooks[i], call, text);
    if (!done) failures.push_back(std::move(done).error().step(step_name(call, i)));
  }
  return failures;
}

bool is_failure_of_hook(const Error& error) {
  return std::any_of(error.steps.begin(), error.steps.end(), [](const std::string& step) {
    return step.starts_with(kStep) && step.find(" hook #") != std::string::npos;
  });
}

}  // namespace runtime::hooks
