// Paths inside a hostile root: a rootfs, an unpacked layer, a build context.
//
// Every component is looked up inside `root`: absolute links and ".." cannot
// leave it, magic links (/proc/PID/fd/N) are refused, whatever another process
// changes meanwhile. The kernel does it (openat2 with RESOLVE_IN_ROOT); where
// that call is missing or blocked by a seccomp filter, an O_PATH walk of our
// own does, one component at a time. What is found is used by descriptor.
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace base {

enum class Resolver {
  kAutomatic,  // the kernel, else the walk
  kKernel,     // openat2 only
  kWalk,       // the walk only
};

// openat(2) inside `root`; O_CLOEXEC is added. With O_NOFOLLOW the last
// component is not followed (ELOOP, or with O_PATH the link itself). O_CREAT
// makes the last component only, and follows no link to do so.
// Error::number is the errno of the lookup.
Result<Fd> open_in_root(FdRef root, const std::string& path, int flags, mode_t mode = 0,
                        Resolver resolver = Resolver::kAutomatic);

// mkdir -p inside `root`, with the mode as it stands (the umask counts);
// links to folders are followed inside the root. Returns the last folder,
// opened with O_PATH.
Result<Fd> make_dirs_in_root(FdRef root, const std::string& path, mode_t mode,
                             Resolver resolver = Resolver::kAutomatic);

// The same place without links: a path whose links are followed inside `root`,
// also those that lead to nothing. It says where something would be made, by
// names; what is made there still goes through the calls here.
Result<std::string> follow_dangling_in_root(FdRef root, const std::string& path);

// The folder that holds the last component, opened with O_PATH, and that
// component's name, which is never "", "." or "..": for mknodat, symlinkat,
// unlinkat and the like. A path that names the root itself is an error.
struct Parent {
  Fd dir;
  std::string name;
};
Result<Parent> open_parent_in_root(FdRef root, const std::string& path, Resolver resolver = Resolver::kAutomatic);

}  // namespace base
