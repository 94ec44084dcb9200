// The processes of a container.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace runtime::container {

// Every process in the container's cgroup, as we see their ids; none once it has stopped.
Result<std::vector<pid_t>> processes(const std::string& state_root, const std::string& id);

// What the machine's `ps` says of them with these options ("-ef" where there
// are none): its heading, and their lines. The heading must have PID.
Result<std::string> list_processes(const std::vector<pid_t>& pids, const std::vector<std::string>& options);

}  // namespace runtime::container
