// The procfs, sysfs or mqueue that is in sight, where the kernel refuses a new one.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::mount {

// In a user namespace the kernel gives a new sysfs ("sysfs") only with a
// network namespace of its own, a new procfs ("proc") only with a pid namespace
// of its own and while nothing covers parts of those in sight, a new mqueue only
// with an IPC namespace of its own; else it says EPERM.
// A detached copy of /proc, /sys or /dev/mqueue, whole and with all that is mounted on it;
// an error where something else is in its place.
Result<Fd> clone_kernel_tree(const std::string& type);

// Where every procfs and sysfs of this mount namespace is mounted, the outer ones first.
Result<std::vector<std::string>> kernel_tree_mounts();

}  // namespace runtime::mount
