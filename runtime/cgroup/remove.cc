// remove_folders: the container's cgroups go.
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/cgroup/deadline.h"
#include "runtime/cgroup/folder.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// Waits until one of the processes ends. False: the time is over.
bool wait_for_exit(const std::vector<pid_t>& pids, Deadline& deadline) {
  constexpr std::size_t kSome = 32;
  std::vector<Fd> handles;
  std::vector<pollfd> events;
  for (std::size_t i = 0; i < pids.size() && i < kSome; ++i) {
    Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, pids[i], 0)));
    if (!handle) continue;
    events.push_back({handle.get(), POLLIN, 0});
    handles.push_back(std::move(handle));
  }
  return deadline.wait(std::move(events));
}

// The kernel says EBUSY while a process is left, and for a moment after the last one's end.
Result<void> remove_folder(const std::string& folder, Deadline& deadline) {
  for (;;) {
    if (::rmdir(folder.c_str()) == 0 || errno == ENOENT) return {};
    if (errno != EBUSY && errno != ENOTEMPTY) return fail_errno("rmdir " + folder);
    const auto below = children(folder);
    if (!below) continue;  // gone meanwhile
    for (const std::string& name : *below) TRY(remove_folder(concat(folder, "/", name), deadline));
    if (!below->empty() && ::rmdir(folder.c_str()) == 0) return {};
    const auto left = processes(folder);
    // EOPNOTSUPP: a threaded cgroup, whose processes are its parent's.
    const int number = left ? 0 : left.error().number;
    if (number != 0 && number != ENOENT && number != ENODEV && number != EOPNOTSUPP) return left.error();
    if (!wait_for_exit(left ? *left : std::vector<pid_t>(), deadline)) {
      return fail(concat("rmdir ", folder, ": ", left ? left->size() : 0, " processes are still in it"));
    }
  }
}

}  // namespace

Result<void> remove_folders(const Paths& paths) {
  Deadline deadline;
  Result<void> first;
  for (const auto& [name, folder] : paths) {
    Result<void> removed = remove_folder(folder, deadline);
    if (first && !removed) first = std::move(removed);
  }
  return first;
}

}  // namespace runtime::cgroup
