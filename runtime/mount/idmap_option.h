// crun's mount option "idmap=uids=0-1-10#10-11-10;gids=0-100-10": the id mappings of one mount.
#pragma once

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::mount {

// Puts the mappings of such options into the mounts' uidMappings and
// gidMappings, and "idmap" or "ridmap" into their place. Each range is an id of
// the file system, the one it is seen as, and how many; "@" before it says that
// the second is an id of the container's user namespace.
Result<void> expand_idmap_options(spec::runtime::Config& config);

}  // namespace runtime::mount
