#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <csignal>

#include "runtime/init/child.h"
#include "runtime/init/lookup.h"
#include "runtime/init/passwd.h"
#include "spec/base/text.h"

namespace runtime::init {

Result<void> prepare_environment(Child& child) {
  child.environment = child.process().env;
  if (find_variable(child.environment, "HOME") == nullptr) {
    child.environment.push_back("HOME=" + home_of(child.process().user.uid));
  }
  if (child.plan.listen_fds != 0) {
    child.environment.push_back(concat("LISTEN_FDS=", child.plan.listen_fds));
    child.environment.push_back(concat("LISTEN_PID=", ::getpid()));
  }
  return {};
}

Result<void> enter_working_folder(Child& child) {
  const std::string& cwd = child.process().cwd.empty() ? "/" : child.process().cwd;
  if (::chdir(cwd.c_str()) < 0) return fail_errno(cwd);
  // A name like /proc/self/fd/7 can lead out of the root (CVE-2024-21626): the
  // kernel then says "(unreachable)", or finds no path at all.
  char path[PATH_MAX];
  const long length = ::syscall(SYS_getcwd, path, sizeof path);
  if (length <= 0 || path[0] != '/') return fail(cwd + ": outside of the container's root");
  return {};
}

Result<void> find_executable(Child& child) {
  const std::vector<std::string>& args = child.process().args;
  if (args.empty()) return {};
  child.executable = TRY(find_program(args.front(), child.environment));
  return {};
}

Result<void> drop_what_is_ours(Child& child) {
  // At the execve: until then ours are needed. What the runtime's caller left open goes with them.
  const unsigned first = 3 + child.plan.preserve_fds;
  if (::syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) < 0) return fail_errno("close_range");
  // The runtime's own signal handling goes, too.
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  if (::sigprocmask(SIG_SETMASK, &none, nullptr) < 0) return fail_errno("sigprocmask");
  return {};
}

Result<void> execute(Child& child) {
  if (child.process().args.empty()) return fail("config.json has no process to start");
  std::vector<char*> argv;
  for (const std::string& argument : child.process().args) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const std::string& variable : child.environment) envp.push_back(const_cast<char*>(variable.c_str()));
  envp.push_back(nullptr);
  ::execve(child.executable.c_str(), argv.data(), envp.data());
  return fail_errno("exec " + child.executable);
}

}  // namespace runtime::init
