// linux.resources.devices, put into a cgroup: v1's list or v2's program.
#pragma once

#include <vector>

#include "runtime/cgroup/manager.h"
#include "spec/base/result.h"
#include "spec/runtime/resources.h"

namespace runtime::cgroup {

// Of a new cgroup, where nobody is yet. Without rules of the container, a
// machine without the devices controller is fine.
Result<void> set_devices(const Paths& paths, const std::vector<spec::runtime::DeviceRule>& rules);

// Of a container that runs: a device that the old and the new rules allow is
// never refused meanwhile, one that both refuse never allowed.
Result<void> update_devices(const Paths& paths, const std::vector<spec::runtime::DeviceRule>& rules);

}  // namespace runtime::cgroup
