// Making a container: everything from the bundle to a process that waits.
#pragma once

#include <memory>
#include <string>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/bundle.h"
#include "runtime/container/delete.h"
#include "runtime/container/store.h"
#include "runtime/process/launch.h"
#include "runtime/trace/trace.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

struct CreateOptions {
  std::string state_root;
  std::string id;
  std::string bundle = ".";
  std::string config_file;     // "" is the bundle's config.json
  std::string pid_file;        // "" is none
  std::string trace_file;      // "" is none; see runtime/trace/trace.h
  std::string console_socket;  // "" is none
  std::string pidfd_socket;    // "" is none
  cgroup::Manager cgroup_manager = cgroup::Manager::kCgroupfs;
  bool rootless_cgroups = false;  // see cgroup::Request
  unsigned preserve_fds = 0;      // with those of LISTEN_FDS
  unsigned listen_fds = 0;        // told to the process as LISTEN_FDS and LISTEN_PID
  bool no_pivot = false;
  bool no_new_keyring = false;
  bool start_at_once = false;  // `run`: no start.fifo, release() lets the process go
  bool detach = false;         // of `run`: a terminal needs a console socket
  bool keep = false;           // of `run`: what has ended stays until `delete`
  bool no_subreaper = false;   // of `run`: what outlives the first process is left to init
};

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
  trace::Trace trace_;
  Fd caller_folder_;  // what a relative pid file is relative to
};

// To `warnings`: what the container does without because its maker has no right to it.
Result<NewContainer> create(const CreateOptions& options, Warnings& warnings);

// What is known of a container before it has anything: its process, namespaces,
// cgroup and upper folder are still to be added.
Result<Record> begin_record(const Bundle& bundle, const std::string& id);

}  // namespace runtime::container
