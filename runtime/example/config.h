// The config.json that `runtime spec` writes, to be edited: a shell in a
// read-only root, with runc's defaults.
#pragma once

#include <sys/types.h>

#include "spec/runtime/config.h"

namespace runtime::example {

// Where there is cgroup v1 the container has no cgroup namespace, as with runc.
spec::runtime::Config config(bool cgroup_namespace);

// The same for an ordinary user: a user namespace in which `uid` and `gid` are
// root, and nothing that needs more than that.
spec::runtime::Config rootless_config(bool cgroup_namespace, uid_t uid, gid_t gid);

}  // namespace runtime::example
