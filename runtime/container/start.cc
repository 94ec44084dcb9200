#include "runtime/container/start.h"

#include <fcntl.h>
#include <unistd.h>

#include "runtime/container/notify.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/hooks/hooks.h"
#include "runtime/init/handshake.h"
#include "spec/base/file.h"

namespace runtime::container {

namespace {

using spec::runtime::Status;

Result<void> check_created(Status status) {
  switch (status) {
    case Status::kCreated:
      return {};
    case Status::kStopped:
      return fail("cannot start a container that has stopped");
    case Status::kCreating:
      return fail("cannot start a container that is being created");
    case Status::kRunning:
    case Status::kPaused:
      return fail("cannot start an already running container");
  }
  return {};
}

// One byte in, and until the end of its side an error or nothing out.
Result<void> release(const Folder& folder) {
  Fd report = TRY(open_at(folder.fd(), kReportFifo, O_RDONLY | O_NONBLOCK));
  Fd start = TRY(open_at(folder.fd(), kStartFifo, O_WRONLY | O_NONBLOCK));
  for (const char* name : {kStartFifo, kReportFifo}) {
    if (::unlinkat(folder.fd().get(), name, 0) < 0) return fail_errno(name);
  }
  TRY(write_all(start, "s", kStartFifo));
  if (::fcntl(report.get(), F_SETFL, 0) < 0) return fail_errno(kReportFifo);
  const std::string text = TRY(read_all(report, 64 << 10, kReportFifo));
  if (!text.empty()) return init::decode_error(text);
  return {};
}

}  // namespace

Result<void> start(const std::string& state_root, const std::string& id, const std::string& notify_socket,
                   Warnings& warnings) {
  const Store store = TRY(Store::open(state_root));
  Folder folder = TRY(store.find_locked(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  TRY(check_created(status));
  process::NotifySocket notify = TRY(open_notify_socket(folder.fd(), notify_socket));
  const Fd process = TRY(open_first_process(loaded.record));
  Result<void> started = release(folder);
  if (started) started = run_poststart(loaded.record);
  if (started) {
    folder.unlock();
    Result<void> told = notify.wait(process, loaded.record.pid);
    if (!told) warnings.push_back(std::move(told).error());
    return {};
  }
  if (!hooks::is_failure_of_hook(started.error())) return started;
  // "Stop the container, and continue the lifecycle at" its destruction.
  Result<void> destroyed = destroy(folder, loaded.record, warnings);
  if (!destroyed) warnings.push_back(std::move(destroyed).error());
  return started;
}

}  // namespace runtime::container
