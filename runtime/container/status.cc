#include "runtime/container/status.h"

#include "runtime/cgroup/cgroup.h"
#include "runtime/sys/process.h"
#include "spec/base/boot_id.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

using spec::runtime::Status;

bool is_alive(const Record& record) {
  if (record.pid <= 0) return false;
  const Result<sys::ProcessTime> time = sys::process_time(record.pid);
  if (!time || time->start_time != record.start_time || time->state == 'Z' || time->state == 'X') return false;
  const Result<std::string> boot = boot_id();
  return boot && *boot == record.boot_id;
}

}  // namespace

Result<Status> current_status(const Folder& folder, const Folder::Loaded& loaded) {
  if (loaded.record.pid == 0) return Status::kCreating;  // or `create` was killed
  if (!is_alive(loaded.record)) return Status::kStopped;
  if (!loaded.complete) return Status::kCreating;
  if (cgroup::Cgroup::open(loaded.record.cgroup).is_frozen()) return Status::kPaused;
  return folder.waits_for_start() ? Status::kCreated : Status::kRunning;
}

Result<Fd> open_first_process(const Record& record) {
  if (record.pid == 0) return fail_errno("no process yet", ESRCH);
  Fd pidfd = TRY(sys::open_pidfd(record.pid));
  // Looked at with the descriptor in hand: from here on the pid cannot change its owner unseen.
  if (!is_alive(record)) return fail_errno(concat("pid ", record.pid), ESRCH);
  return pidfd;
}

spec::runtime::State public_state(const Record& record, Status status) {
  spec::runtime::State state;
  state.oci_version = record.oci_version;
  state.id = record.id;
  state.status = status;
  state.pid = status == Status::kStopped ? 0 : record.pid;
  state.bundle = record.bundle;
  state.annotations = record.annotations;
  return state;
}

}  // namespace runtime::container
