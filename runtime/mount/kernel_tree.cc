#include "runtime/mount/kernel_tree.h"

#include <linux/magic.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cstdio>
#include <memory>
#include <string_view>

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

Result<std::vector<std::string>> kernel_tree_mounts() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> mounts(::setmntent("/proc/self/mounts", "re"), ::endmntent);
  if (mounts == nullptr) return fail_errno("/proc/self/mounts");
  std::vector<std::string> found;
  while (const mntent* entry = ::getmntent(mounts.get())) {
    const std::string_view type = entry->mnt_type;
    if (type == "proc" || type == "sysfs") found.emplace_back(entry->mnt_dir);
  }
  return found;
}

}  // namespace runtime::mount
