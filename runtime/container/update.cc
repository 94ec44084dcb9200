#include "runtime/container/update.h"

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/merge.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/resctrl/group.h"

namespace runtime::container {

using spec::runtime::Status;

namespace {

Result<void> update_limits(Record& record, const spec::runtime::Resources& changes) {
  if (changes.empty()) return {};
  cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  if (Result<void> done = cgroup.update(record.resources, changes); !done) {
    (void)cgroup.update({}, record.resources);
    return done;
  }
  record.resources = cgroup::merge(record.resources, changes);
  return {};
}

Result<void> update_schemata(const Record& record, const spec::runtime::IntelRdt& changes) {
  if (changes.l3_cache_schema.empty() && changes.mem_bw_schema.empty()) return {};
  TRY(resctrl::find_root());
  if (!record.intel_rdt) return fail("the container was made without linux.intelRdt");
  return resctrl::update(*record.intel_rdt, changes);
}

}  // namespace

Result<void> update(const std::string& state_root, const std::string& id, const Changes& changes) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find_locked(id));
  Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  if (status == Status::kStopped) return fail("container not running");
  TRY_STEP("cgroup", update_limits(loaded.record, changes.resources));
  TRY_STEP("intelRdt", update_schemata(loaded.record, changes.intel_rdt));
  return folder.replace(loaded);
}

}  // namespace runtime::container
