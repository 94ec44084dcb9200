#include "runtime/mount/kernel_tree.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "runtime/sys/mount.h"

namespace runtime::mount {

Result<Fd> clone_kernel_tree(const std::string& type) {
  constexpr ino_t kRootInode = 1;  // of both
  const bool proc = type == "proc";
  const std::string path = proc ? "/proc" : "/sys";
  // What covers parts of it comes along: the kernel demands it, and it is there for a reason.
  Fd tree = TRY(sys::clone_tree(FdRef::cwd(), path, sys::Depth::kRecursive));
  struct statfs system;
  struct stat root;
  if (::fstatfs(tree.get(), &system) < 0 || ::fstat(tree.get(), &root) < 0) return fail_errno(path);
  if (system.f_type != (proc ? PROC_SUPER_MAGIC : SYSFS_MAGIC) || root.st_ino != kRootInode) {
    return fail(path + ": is no whole " + type);
  }
  return tree;
}

}  // namespace runtime::mount
