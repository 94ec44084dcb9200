#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <string_view>
#include <unordered_set>

#include "runtime/init/child.h"
#include "runtime/init/lookup.h"
#include "runtime/init/passwd.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

// Of a variable that is given more than once the last one counts, in its place.
Result<std::vector<std::string>> last_of_each(const std::vector<std::string>& env) {
  std::vector<std::string> kept;
  std::unordered_set<std::string_view> seen;
  for (auto entry = env.rbegin(); entry != env.rend(); ++entry) {
    const std::size_t equals = entry->find('=');
    if (equals == std::string::npos) return fail("\"" + *entry + "\": a variable without \"=\"");
    if (equals == 0) return fail("\"" + *entry + "\": a variable without a name");
    if (seen.insert(std::string_view(*entry).substr(0, equals)).second) kept.push_back(*entry);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace

Result<void> prepare_environment(Child& child) {
  child.environment = TRY(last_of_each(child.process().env));
  const char* home = find_variable(child.environment, "HOME");
  if (home == nullptr || *home == '\0') {
    std::erase(child.environment, "HOME=");
    child.environment.push_back("HOME=" + home_of(child.process().user.uid));
  }
  if (child.plan.listen_fds != 0) {
    child.environment.push_back(concat("LISTEN_FDS=", child.plan.listen_fds));
    child.environment.push_back(concat("LISTEN_PID=", ::getpid()));
  }
  return {};
}

namespace {

const std::string& working_folder(const Child& child) {
  static const std::string kRoot = "/";
  return child.process().cwd.empty() ? kRoot : child.process().cwd;
}

}  // namespace

Result<void> enter_working_folder_early(Child& child) {
  child.in_working_folder = ::chdir(working_folder(child).c_str()) == 0;
  return {};
}

Result<void> enter_working_folder(Child& child) {
  const std::string& cwd = working_folder(child);
  if (!child.in_working_folder && ::chdir(cwd.c_str()) < 0) return fail_errno(cwd);
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

Result<void> drop_descriptors(Child& child) {
  // At the execve: until then ours are needed. What the runtime's caller left open goes with them.
  const unsigned first = 3 + child.plan.preserve_fds;
  if (::syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) < 0) return fail_errno("close_range");
  return {};
}

Result<void> drop_signal_handling(Child&) {
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
  return exec_error(child.executable, errno);
}

}  // namespace runtime::init
