// The cgroup of a container that is being made: its limits, and what of it
// becomes the container's own.
#pragma once

#include <sys/types.h>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/create_options.h"
#include "runtime/init/plan.h"
#include "runtime/process/way.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

class CgroupMaker {
 public:
  // All are borrowed; the plan gets its way into the cgroup.
  CgroupMaker(const CreateOptions& options, const spec::runtime::Config& config, const process::Way& way,
              init::ContainerPlan& plan)
      : options_(options), config_(config), way_(way), plan_(plan) {}

  // Where it will be; see cgroup::Cgroup::plan. Before make().
  Result<cgroup::Address> plan();
  Result<cgroup::Cgroup> make();

  // Has the process moved into a cgroup that comes to be around it.
  Result<void> admit(cgroup::Cgroup& cgroup, pid_t pid);

 private:
  cgroup::Request request() const;
  Result<void> delegate(const cgroup::Cgroup& cgroup);

  const CreateOptions& options_;
  const spec::runtime::Config& config_;
  const process::Way& way_;
  init::ContainerPlan& plan_;
  cgroup::Layout layout_;  // the plan points to it
};

}  // namespace runtime::container
