#include "runtime/container/kill.h"

#include <csignal>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/sys/process.h"

namespace runtime::container {

Result<void> kill(const std::string& state_root, const std::string& id, int signal, bool all) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Record& record = loaded.record;
  const Result<Fd> pidfd = open_first_process(record);
  // Without a pid namespace of its own, the container does not end with its first process.
  const bool everyone = all || (signal == SIGKILL && !record.own_pid_namespace && pidfd);
  if (everyone && !record.cgroup.paths.empty()) {
    TRY_STEP("cgroup", cgroup::Cgroup::open(record.cgroup).kill_all(signal));
    return {};
  }
  if (!pidfd && pidfd.error().number == ESRCH) return fail("container not running");
  if (!pidfd) return pidfd.error();
  Result<void> sent = sys::send_signal(*pidfd, signal);
  if (!sent && sent.error().number == ESRCH) return fail("container not running");
  return sent;
}

}  // namespace runtime::container
