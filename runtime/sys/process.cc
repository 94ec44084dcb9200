#include "runtime/sys/process.h"

#include <linux/sched.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::sys {

Result<Cloned> clone(std::uint64_t flags, FdRef cgroup) {
  int pidfd = -1;
  clone_args args = {};
  args.flags = flags | CLONE_PIDFD;
  args.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  args.exit_signal = SIGCHLD;
  if (cgroup.valid()) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<std::uint64_t>(cgroup.get());
  }
  // The child is the sibling of who calls, and so its exit signal too.
  if ((flags & CLONE_PARENT) != 0) args.exit_signal = 0;
  const long pid = ::syscall(SYS_clone3, &args, sizeof args);
  if (pid < 0) return fail_errno("clone3");
  Cloned cloned;
  cloned.pid = static_cast<pid_t>(pid);
  if (pid > 0) cloned.pidfd = Fd(pidfd);
  return cloned;
}

Result<Fd> open_pidfd(pid_t pid) {
  Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd) return fail_errno(concat("pid ", pid));
  return pidfd;
}

Result<void> send_signal(FdRef pidfd, int signal) {
  if (::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) == 0) return {};
  return fail_errno(concat("signal ", signal));
}

Result<int> wait_status(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, __WALL) < 0) {
    if (errno != EINTR) return fail_errno(concat("wait for pid ", pid));
  }
  return status;
}

namespace {

// <linux/pidfd.h> of Linux 6.15.
struct PidfdInfo {
  std::uint64_t mask = 0;
  std::uint64_t cgroup = 0;
  std::uint32_t ids[11] = {};
  std::int32_t exit_code = 0;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr std::uint64_t kInfoExit = 1 << 3;
constexpr unsigned long kGetInfo = _IOWR(0xFF, 11, PidfdInfo);

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Result<int> wait(pid_t pid) { return exit_code(TRY(wait_status(pid))); }

Result<int> exit_code_of_other(FdRef pidfd) {
  // Where the kernel knows the word, it tells of the parent's wait by POLLHUP.
  PidfdInfo info = {.mask = kInfoExit};
  if (::ioctl(pidfd.get(), kGetInfo, &info) < 0 && errno != ESRCH) return fail_errno("pidfd");
  pollfd reaped = {pidfd.get(), 0, 0};
  while (::poll(&reaped, 1, -1) < 0 && errno == EINTR) {
  }
  info = {.mask = kInfoExit};
  if (::ioctl(pidfd.get(), kGetInfo, &info) < 0) return fail_errno("pidfd");
  if ((info.mask & kInfoExit) == 0) return fail("the kernel does not tell the exit code of another's child");
  return exit_code(info.exit_code);
}

Result<ProcessTime> process_time(pid_t pid) {
  const std::string path = concat("/proc/", pid, "/stat");
  Fd file = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
  // One line: pid (name) state ... field 22 is the start time. The name can hold spaces and brackets.
  char line[1024];
  const ssize_t n = ::read(file.get(), line, sizeof line);
  if (n < 0) return fail_errno(path);
  const std::string_view text(line, static_cast<std::size_t>(n));
  const std::size_t bracket = text.rfind(')');
  if (bracket == std::string_view::npos) return fail(path + ": malformed");
  const std::vector<std::string> fields = split_words(text.substr(bracket + 1));
  if (fields.size() < 20) return fail(path + ": malformed");
  ProcessTime time;
  time.state = fields[0][0];
  time.start_time = parse_number<std::uint64_t>(fields[19]).value_or(0);
  return time;
}

bool in_user_namespace() {
  const Result<std::string> map = read_file("/proc/self/uid_map", 1 << 20);
  return map && split_words(*map) != std::vector<std::string>{"0", "0", "4294967295"};
}

}  // namespace runtime::sys
