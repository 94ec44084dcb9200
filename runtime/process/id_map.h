// The ids of a new user namespace.
//
// Whoever has CAP_SETUID and CAP_SETGID writes any map. An ordinary user writes
// a map of his own id alone; a longer one newuidmap and newgidmap write for
// him, by what /etc/subuid and /etc/subgid give him.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/linux.h"

namespace runtime::process {

using IdMappings = std::vector<spec::runtime::IdMapping>;

// /proc/PID/uid_map, setgroups and gid_map of a process that is the first of
// its user namespace. Both maps must be there.
Result<void> map_ids(pid_t pid, const IdMappings& uids, const IdMappings& gids);

// What a new user namespace gets where config.json names no ids: the
// process's own is the caller's, those before and after it are the caller's
// subordinate ones, as many as there are.
IdMappings default_uids(std::uint32_t process_uid);
IdMappings default_gids(std::uint32_t process_gid);

// The parts of these: `own` is `caller`, around it come the lines of `subordinate`
// (/etc/subuid's text) for that name or number.
IdMappings default_mappings(std::uint32_t own, std::uint32_t caller, std::string_view subordinate,
                            std::string_view user_name, std::uint32_t user_id);

}  // namespace runtime::process
