// The root of a container that is to be restored, in a mount namespace of
// CRIU's own: nothing of it is left on the host, whatever happens.
#pragma once

#include <string>

#include "runtime/container/bundle.h"
#include "runtime/init/plan.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// Mounts the root (rootfs, or config.json's mount on "/", which is the plan's) on the folder
// `mount_point`, and makes in it what is mounted on, as `create` does. For a
// process that has a mount namespace of its own already. Changes the working folder.
Result<void> prepare_root(const container::Bundle& bundle, init::ContainerPlan& plan, const std::string& mount_point);

}  // namespace runtime::checkpoint
