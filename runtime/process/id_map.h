// The ids of a new user namespace.
//
// Whoever has CAP_SETUID and CAP_SETGID writes any map. An ordinary user writes
// a map of his own id alone; a longer one newuidmap and newgidmap write for
// him, by what /etc/subuid and /etc/subgid give him.
#pragma once

#include <sys/types.h>

#include "spec/base/result.h"
#include "spec/runtime/subordinate_ids.h"

namespace runtime::process {

using spec::runtime::IdMappings;

// /proc/PID/uid_map, setgroups and gid_map of a process that is the first of
// its user namespace. Both maps must be there.
Result<void> map_ids(pid_t pid, const IdMappings& uids, const IdMappings& gids);

}  // namespace runtime::process
