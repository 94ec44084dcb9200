// What `restore` has made, until it is kept.
#pragma once

#include <sys/types.h>

#include <optional>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/new_container.h"
#include "runtime/container/record.h"
#include "runtime/container/store.h"
#include "runtime/process/launch.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// Until keep() it is unmade by its destructor, as a new container is.
struct Restored {
  container::PoststopHooks poststop;  // the first member: the last to go
  std::optional<container::Folder> folder;
  std::optional<cgroup::Cgroup> cgroup;
  std::optional<process::Child> child;
  container::Record record;
  Fd terminal;  // the master side, where there is no console socket

  // What `delete` finds from here on.
  Result<void> record_process(pid_t pid);
  void keep();
};

}  // namespace runtime::checkpoint
