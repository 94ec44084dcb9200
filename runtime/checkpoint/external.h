// What of a container CRIU does not save, but is told where to find again:
// bind mounts, masked files, namespaces that others made.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "runtime/cgroup/cgroup.h"
#include "runtime/checkpoint/message.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::checkpoint {

// For a checkpoint: mount point -> name. `root` is the container's own
// (/proc/PID/root), where links of the image's in a destination are resolved.
// `cgroups` is what is mounted one by one, or empty: see cgroup_mounts().
Result<std::vector<ExternalMount>> mounts_to_dump(const spec::runtime::Config& config, FdRef root,
                                                  const cgroup::Paths& cgroups);
// For a restore: name -> the host's path.
Result<std::vector<ExternalMount>> mounts_to_restore(const spec::runtime::Config& config, const std::string& bundle,
                                                     const cgroup::Paths& cgroups);

// The container's folders that a mount of type cgroup consists of, by the name that they have in
// there, where CRIU cannot make them again: v1's without a cgroup namespace.
cgroup::Paths cgroup_mounts(const spec::runtime::Config& config, const cgroup::Layout& layout,
                            const cgroup::Paths& paths);

// "net[4026532281]:extRootNetNS" of each network and pid namespace that config.json gives a path of.
Result<std::vector<std::string>> namespaces_to_dump(const spec::runtime::Config& config, pid_t pid);
// The same at restore: those by descriptor, which are added to `files`, others by path.
Result<void> namespaces_to_restore(const spec::runtime::Config& config, Options& options, std::vector<Fd>& files);

// A destination as a mount table has it: absolute, without "." and "..", nor a "/" too many.
std::string clean_destination(const std::string& path);

}  // namespace runtime::checkpoint
