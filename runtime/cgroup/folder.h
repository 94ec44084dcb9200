// One folder of a cgroup file system: small reads and writes by path, for the
// .cc files here. The paths are the kernel's own tree, which is trusted.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "runtime/cgroup/manager.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

// One write(2) of the whole value, as cgroup files want it. The error says
// "set FILE to VALUE" and has the errno of what failed.
Result<void> write_value(const std::string& folder, const std::string& file, std::string_view value);
Result<std::string> read_value(const std::string& folder, const std::string& file);
Result<std::vector<std::string>> read_words(const std::string& folder, const std::string& file);

// The names of the cgroups directly below.
Result<std::vector<std::string>> children(const std::string& folder);
// cgroup.procs, of this folder alone.
Result<std::vector<pid_t>> processes(const std::string& folder);

// The folder where a controller's files are; "" is v2's. nullptr: it is not there.
const std::string* find_folder(const Paths& paths, std::string_view controller);
// No controller is in v1: limits are v2's files.
bool is_unified_only(const Paths& paths);

// Removes the folders and all below them; waits (two seconds at most) for
// processes that are just ending. Gone is fine.
Result<void> remove_folders(const Paths& paths);

}  // namespace runtime::cgroup
