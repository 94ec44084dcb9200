// What the container's first process is to do, from its bundle and options.
#pragma once

#include "runtime/container/bundle.h"
#include "runtime/container/create_options.h"
#include "runtime/container/store.h"
#include "runtime/init/plan.h"
#include "runtime/process/way.h"
#include "spec/base/result.h"

namespace runtime::container {

// All of the plan that config.json and the options decide, which it points
// into; the namespaces that the child joins itself are taken from `way`.
Result<void> fill_plan(const CreateOptions& options, const Bundle& bundle, process::Way& way,
                       init::ContainerPlan& plan);

// What a created container waits on and reports through.
Result<void> make_fifos(const Folder& folder, init::ContainerPlan& plan);

// The child has its own copies; ours would keep the pipes' ends open.
void drop_childs_descriptors(init::ContainerPlan& plan);

}  // namespace runtime::container
