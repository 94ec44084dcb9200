// What the parent prepares for a new process of a container. The child is a
// copy of the parent (clone3 without CLONE_VM): it uses the plan in place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/cgroup/cgroup.h"
#include "runtime/seccomp/filter.h"
#include "runtime/trace/trace.h"
#include "spec/base/fd.h"
#include "spec/runtime/config.h"
#include "spec/runtime/state.h"

namespace runtime::init {

// A namespace that exists and that the process enters.
struct JoinedNamespace {
  spec::runtime::NamespaceType type{};
  Fd file;
};

// For the container's first process and for those that `exec` adds.
struct Plan {
  const spec::runtime::Process* process = nullptr;  // absent: a container that is never started
  Fd channel;                                       // the child's end
  cgroup::Entrance entrance;
  std::vector<JoinedNamespace> join;  // by the child itself; an intermediate process did the others
  bool new_cgroup_namespace = false;  // unshared in the child, once it is in its cgroup
  bool map_ids = false;               // a new user namespace: wait for kMapped
  bool mapped_by_user = false;        // ... and the runtime is no root: /proc/PID must be its own until then
  bool user_namespace = false;        // new or joined: ids are the container's, devices cannot be made
  bool new_keyring = true;
  bool keep_groups = false;  // the caller's additional groups instead of the process's
  std::optional<spec::runtime::Personality> personality;
  std::optional<spec::runtime::MemoryPolicy> memory_policy;
  const seccomp::Filter* filter = nullptr;
  trace::Trace* trace = nullptr;  // nullptr: none
  std::string container_id;
  Fd console_socket;          // empty: the master side goes to the parent
  unsigned preserve_fds = 0;  // descriptors from 3 on that the process gets
  unsigned listen_fds = 0;    // how many of them systemd's socket activation gave; for its variables
};

// What only the container's first process needs.
struct ContainerPlan : Plan {
  const spec::runtime::Config* config = nullptr;
  spec::runtime::State state;  // for the hooks that run in the container
  std::string bundle;          // absolute
  std::string rootfs;          // absolute; the parent's working folder, and so the child's
  // The mount whose destination is "/", which is the root instead of rootfs's
  // own folder; -1: there is none. Its tree is in `trees`, or where the kernel
  // has no detached overlays the child mounts it.
  int root_mount = -1;
  bool root_read_only = false;
  std::vector<Fd> trees;    // by the index of config.mounts: made by the parent where the child could not
  std::vector<Fd> devices;  // by the index of config.linux.devices, in the same way; or none at all
  const cgroup::Layout* cgroup_layout = nullptr;  // for mounts of type cgroup
  cgroup::Paths cgroup_paths;
  bool new_mount_namespace = false;
  bool joined_mount_namespace = false;
  bool tell_mounted = false;  // kMounted and its answer: there are hooks to run
  bool no_pivot = false;
  Fd start_fifo;   // `create`: a byte comes when `start` is called; empty for `run`
  Fd report_fifo;  // `create`: an error text for `start`, or its end at the execve
};

// Before anything else, while /proc is the host's: its own, which an ordinary
// user's runtime could not write for it later. A failure is said on the channel
// and ends the process.
void set_oom_score(const Plan& plan);

// The child's life. They return only to be failed: the process ends with status 1.
[[noreturn]] void run_container(ContainerPlan& plan);
[[noreturn]] void run_exec(Plan& plan);

}  // namespace runtime::init
