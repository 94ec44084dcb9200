// The processors that a process may run on.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace runtime::sys {

// sched_setaffinity(2) of the calling thread to a list like "0-3,7", of which
// the kernel takes what is there.
Result<void> set_affinity(const std::string& cpus);

// What the calling thread has, as one number in hex: "0x3" is CPUs 0 and 1.
std::string affinity_mask();

// To every one that the cgroup has.
Result<void> reset_affinity();

}  // namespace runtime::sys
