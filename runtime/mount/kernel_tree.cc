#include "runtime/mount/kernel_tree.h"

#include <linux/magic.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

#include "runtime/sys/mount.h"

namespace runtime::mount {

namespace {

constexpr long kMqueueMagic = 0x19800202;  // of ipc/mqueue.c, in no header

struct KernelTree {
  const char* type;
  const char* path;
  long magic;
};
constexpr KernelTree kTrees[] = {
    {"proc", "/proc", PROC_SUPER_MAGIC}, {"sysfs", "/sys", SYSFS_MAGIC}, {"mqueue", "/dev/mqueue", kMqueueMagic}};

}  // namespace

Result<Fd> clone_kernel_tree(const std::string& type) {
  constexpr ino_t kRootInode = 1;  // of proc and sysfs
  const KernelTree* known =
      std::find_if(std::begin(kTrees), std::end(kTrees), [&](const KernelTree& tree) { return type == tree.type; });
  if (known == std::end(kTrees)) return fail_errno(type, EPERM);
  const std::string path = known->path;
  // What covers parts of it comes along: the kernel demands it, and it is there for a reason.
  Fd tree = TRY(sys::clone_tree(FdRef::cwd(), path, sys::Depth::kRecursive));
  struct statfs system;
  struct stat root;
  if (::fstatfs(tree.get(), &system) < 0 || ::fstat(tree.get(), &root) < 0) return fail_errno(path);
  if (system.f_type != known->magic || (known->magic != kMqueueMagic && root.st_ino != kRootInode)) {
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
