#include "runtime/container/kill.h"

#include <csignal>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/sys/process.h"

namespace runtime::container {

namespace {

// Without a pid namespace of its own, a container does not end with its first process.
Result<void> kill_everyone(const cgroup::Cgroup& cgroup, int signal, bool is_running) {
  if (!is_running) {
    const std::vector<pid_t> left = TRY(cgroup.pids());
    if (left.empty()) return fail("container not running");
  }
  return cgroup.kill_all(signal);
}

}  // namespace

Result<void> kill(const std::string& state_root, const std::string& id, int signal, bool all) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Record& record = loaded.record;
  const cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  const Result<Fd> pidfd = open_first_process(record);
  if (!pidfd && pidfd.error().number != ESRCH) return pidfd.error();
  const bool everyone = all || (signal == SIGKILL && !record.own_pid_namespace);
  if (everyone && !cgroup.paths().empty()) {
    TRY_STEP("cgroup", kill_everyone(cgroup, signal, pidfd || all));
    return {};
  }
  Result<void> sent = fail_errno("", ESRCH);
  if (pidfd) sent = sys::send_signal(*pidfd, signal);
  if (!sent && sent.error().number == ESRCH) {
    if (all) return {};
    return fail("container not running");
  }
  if (sent && signal == SIGKILL) cgroup.let_die();
  return sent;
}

}  // namespace runtime::container
