// The steps of restore(), and what they share.
#pragma once

#include <vector>

#include "runtime/cgroup/cgroup.h"
#include "runtime/checkpoint/images.h"
#include "runtime/checkpoint/message.h"
#include "runtime/checkpoint/restore.h"
#include "runtime/checkpoint/restored.h"
#include "runtime/container/bundle.h"
#include "runtime/container/parent_mounts.h"
#include "runtime/container/store.h"
#include "runtime/init/plan.h"
#include "runtime/process/way.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

class Restoration {
 public:
  // The options are borrowed.
  Restoration(const RestoreOptions& options, container::Bundle bundle)
      : options_(options), bundle_(std::move(bundle)), criu_(options.criu) {}

  // Once. What was made before a failure is in `made`, too, whose destructor unmakes it.
  Result<void> run(Restored& made);

 private:
  const spec::runtime::Config& config() const { return bundle_.config; }

  Result<void> make(const container::Store& store, Restored& made);
  void plan_root();
  Result<void> make_cgroup(Restored& made);
  Result<void> move_to_cgroup(Restored& made, pid_t pid);
  std::vector<CgroupRoot> cgroup_roots(const cgroup::Paths& paths) const;
  Result<void> fill_options();
  Result<void> run_criu(Restored& made);
  Result<std::vector<Fd>> prepare();

  const RestoreOptions& options_;
  container::Bundle bundle_;
  Options criu_;
  Folders folders_;
  process::Way way_;
  init::ContainerPlan plan_;
  Fd ids_;  // a user namespace with the container's ids, where it has some of its own
  container::ParentMounts mounts_{bundle_, way_, plan_};
  cgroup::Layout layout_;
  cgroup::Entrance entrance_;
  std::vector<Fd> inherited_;
};

}  // namespace runtime::checkpoint
