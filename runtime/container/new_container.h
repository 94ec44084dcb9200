// What `create` has made, until it is kept.
#pragma once

#include <memory>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/create_options.h"
#include "runtime/container/record.h"
#include "runtime/container/store.h"
#include "runtime/container/warnings.h"
#include "runtime/process/launch.h"
#include "runtime/process/notify_socket.h"
#include "runtime/resctrl/group.h"
#include "runtime/trace/trace.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::container {

// The poststop hooks of a container that did not come to be: they undo what
// its createRuntime hooks made. Run by the destructor, once armed; what they
// say is lost, the failure before them is what matters.
class PoststopHooks {
 public:
  PoststopHooks() = default;
  PoststopHooks(PoststopHooks&&) = default;
  PoststopHooks& operator=(PoststopHooks&&) = delete;
  ~PoststopHooks();
  void arm(const Record& record);
  void disarm() { record_.reset(); }

 private:
  std::unique_ptr<const Record> record_;
};

// A container whose first process has done all that can fail and waits to be
// released. Until keep() it is unmade by its destructor: process, cgroup and
// state folder, in this order, then the poststop hooks run; its mounts end with its process.
class NewContainer {
 public:
  NewContainer(Folder folder, cgroup::Cgroup cgroup, resctrl::NewGroup resctrl, process::Child child)
      : folder_(std::move(folder)),
        cgroup_(std::move(cgroup)),
        resctrl_(std::move(resctrl)),
        child_(std::move(child)) {}

  const Folder& folder() const { return folder_; }
  process::Child& child() { return child_; }
  const Record& record() const { return record_; }
  const Fd& terminal() const { return terminal_; }  // the master side, where there is no console socket
  process::NotifySocket& notify() { return notify_; }
  const Warnings& warnings() const { return warnings_; }

  // Makes state.json and the pid file, and releases the process: to wait for
  // `start`, or with start_at_once to execute; then it waits for that and gives its error.
  Result<void> release(const CreateOptions& options);
  void keep();

 private:
  friend class Creation;
  PoststopHooks poststop_;  // the first member: the last to go
  Folder folder_;
  cgroup::Cgroup cgroup_;
  resctrl::NewGroup resctrl_;
  process::Child child_;
  Record record_;
  Fd terminal_;
  process::NotifySocket notify_;  // of one that is started at once, where a service manager waits
  Warnings warnings_;
  trace::Trace trace_;
  Fd caller_folder_;  // what a relative pid file is relative to
};

}  // namespace runtime::container
