// Which mounts of the host and of the container show in the other (mount_namespaces(7)).
#pragma once

#include <string>

#include "runtime/mount/options.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::mount {

// What becomes of the host's mounts in a container with that
// "linux.rootfsPropagation", before its own are made: MS_SLAVE, MS_PRIVATE, or
// 0, where they stay shared with the host. Never so in a user namespace, whose
// root must not mount anything on the host.
unsigned long host_propagation(const std::string& rootfs_propagation, bool user_namespace);

// The propagation that the options ask for, in their order.
Result<void> set_propagations(FdRef mounted, const Options& options);

}  // namespace runtime::mount
