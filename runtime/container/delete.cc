#include "runtime/container/delete.h"

#include <poll.h>

#include <csignal>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/status.h"
#include "runtime/container/upper.h"
#include "runtime/hooks/hooks.h"
#include "runtime/sys/process.h"

namespace runtime::container {

namespace {

using spec::runtime::Status;

constexpr int kUsualTime = 500;      // ms: what the end of a process that is killed takes
constexpr int kKillTimeout = 10000;  // ms: what the kernel may take to end a process that is killed

Result<void> kill_first_process(const Record& record) {
  const Result<Fd> pidfd = open_first_process(record);
  if (!pidfd) return {};  // it has ended meanwhile
  if (Result<void> sent = sys::send_signal(*pidfd, SIGKILL); !sent && sent.error().number != ESRCH) return sent;
  const cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  cgroup.let_die();
  pollfd file = {pidfd->get(), POLLIN, 0};
  if (::poll(&file, 1, kUsualTime) == 1) return {};
  cgroup.bring_home();
  if (::poll(&file, 1, kKillTimeout) == 1) return {};
  return fail("container \"" + record.id + "\": its process does not end");
}

// Never recorded: `create` was killed, or is about to write it (then it has the lock).
Result<void> remove_unrecorded(Folder& folder, bool force) {
  if (!force)
    return fail("container \"" + folder.id() + "\" was never completed").with_hint("delete --force removes it");
  return folder.remove();
}

}  // namespace

Result<void> remove_stopped(Folder& folder, const Record& record, Warnings& warnings) {
  cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  // What is left of them would keep the folders.
  if (!record.own_pid_namespace || cgroup.is_frozen()) TRY_STEP("cgroup", cgroup.kill_all(SIGKILL));
  TRY_STEP("cgroup", cgroup.remove());
  if (record.intel_rdt) TRY_STEP("intelRdt", resctrl::remove(*record.intel_rdt));
  if (record.upper) release_upper(folder.root(), *record.upper, record.id);
  TRY(folder.remove());
  for (Error& failure : run_poststop(record)) warnings.push_back(std::move(failure));
  return {};
}

Result<void> destroy(Folder& folder, const Record& record, Warnings& warnings) {
  TRY(kill_first_process(record));
  return remove_stopped(folder, record, warnings);
}

std::vector<Error> run_poststop(const Record& record) {
  return hooks::run_every({.kind = "poststop",
                           .hooks = record.hooks.poststop,
                           .state = public_state(record, Status::kStopped),
                           .folder = record.bundle});
}

Result<void> run_poststart(const Record& record) {
  return hooks::run_all({.kind = "poststart",
                         .hooks = record.hooks.poststart,
                         .state = public_state(record, Status::kRunning),
                         .folder = record.bundle});
}

namespace {

Result<void> remove(const Store& store, const std::string& id, bool force, Warnings& warnings) {
  Result<Folder> folder = store.find_locked(id);
  if (!folder && force && folder.error().number == ENOENT) return {};
  if (!folder) return std::move(folder).error();
  Result<Folder::Loaded> loaded = folder->load();
  if (!loaded && loaded.error().number == ENOENT) return remove_unrecorded(*folder, force);
  if (!loaded) return std::move(loaded).error();
  const Status status = TRY(current_status(*folder, *loaded));
  if (status == Status::kRunning || status == Status::kPaused) {
    if (!force) {
      return fail("cannot delete container \"" + id +
                  "\" that is not stopped: " + std::string(spec::runtime::status_name(status)));
    }
  }
  if (status != Status::kStopped) TRY(kill_first_process(loaded->record));
  return remove_stopped(*folder, loaded->record, warnings);
}

}  // namespace

Result<void> remove(const std::string& state_root, const std::string& id, bool force, Warnings& warnings) {
  const Store store = TRY(Store::open(state_root));
  TRY(remove(store, id, force, warnings));
  if (!force) return {};
  release_uppers(store, id);
  return store.remove_leftovers(id);
}

}  // namespace runtime::container
