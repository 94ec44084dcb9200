#include "runtime/container/pause.h"

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"

namespace runtime::container {

using spec::runtime::Status;

Result<void> pause(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find_locked(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  if (status == Status::kPaused) return fail("the container is already paused");
  if (status != Status::kRunning && status != Status::kCreated) return fail("container not running");
  TRY_STEP("cgroup", cgroup::Cgroup::open(loaded.record.cgroup).freeze());
  return {};
}

Result<void> resume(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find_locked(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  if (status != Status::kPaused) return fail("container not paused");
  TRY_STEP("cgroup", cgroup::Cgroup::open(loaded.record.cgroup).thaw());
  return {};
}

}  // namespace runtime::container
