// The steps of create(), and what they share.
#pragma once

#include "runtime/container/bundle.h"
#include "runtime/container/create_options.h"
#include "runtime/container/new_cgroup.h"
#include "runtime/container/new_container.h"
#include "runtime/container/parent_mounts.h"
#include "runtime/container/record.h"
#include "runtime/container/store.h"
#include "runtime/init/plan.h"
#include "runtime/process/way.h"
#include "runtime/seccomp/filter.h"
#include "runtime/trace/trace.h"
#include "spec/base/result.h"

namespace runtime::container {

class Creation {
 public:
  // The options are borrowed.
  Creation(const CreateOptions& options, Bundle bundle, trace::Trace trace)
      : options_(options), bundle_(std::move(bundle)), trace_(std::move(trace)) {}

  // Once. A failure unmakes everything.
  Result<NewContainer> run();

 private:
  const spec::runtime::Config& config() const { return bundle_.config; }

  Result<NewContainer> make(const Store& store);
  Result<void> make_plan();
  Result<void> make_mounts(const Store& store, const Folder& folder);
  Result<Record> begin_record();
  Result<NewContainer> launch(Folder folder, Record record);
  Result<void> record_process(NewContainer& made);
  Result<void> admit(NewContainer& made);
  Result<void> accompany(NewContainer& made);
  Result<void> move_network_devices(pid_t pid);
  Result<void> run_hooks(const Record& record);

  const CreateOptions& options_;
  Bundle bundle_;
  trace::Trace trace_;
  Fd caller_folder_;
  Fd pidfd_socket_;
  process::Way way_;
  init::ContainerPlan plan_;
  ParentMounts mounts_{bundle_, way_, plan_};
  CgroupMaker cgroup_{options_, bundle_.config, way_, plan_};
  seccomp::Filter filter_;
};

}  // namespace runtime::container
