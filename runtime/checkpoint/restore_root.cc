#include "runtime/checkpoint/restore_root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "runtime/checkpoint/external.h"
#include "runtime/init/target.h"
#include "runtime/mount/detached.h"
#include "runtime/mount/options.h"
#include "runtime/mount/overlay.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

using spec::runtime::Mount;

Result<Fd> mount_root(const container::Bundle& bundle, init::ContainerPlan& plan, const std::string& mount_point) {
  Fd tree;
  if (plan.root_mount < 0) {
    tree = TRY(sys::clone_tree(FdRef::cwd(), bundle.rootfs, sys::Depth::kRecursive));
  } else {
    const auto index = static_cast<std::size_t>(plan.root_mount);
    tree = std::move(plan.trees[index]);
    const Mount& wanted = bundle.config.mounts[index];
    if (!tree) {
      TRY(mount::mount_overlay_at(wanted, mount::parse_options(wanted.options), bundle.path, mount_point));
      return open_dir(FdRef::cwd(), mount_point, O_PATH);
    }
  }
  Fd target = TRY(open_dir(FdRef::cwd(), mount_point, O_PATH));
  TRY(sys::attach(tree, target, mount_point));
  return tree;
}

// CRIU brings what is on a file system of the container's own.
bool is_below_own(const std::vector<Mount>& mounts, const std::string& path) {
  for (const Mount& mount : mounts) {
    const std::string above = clean_destination(mount.destination);
    if (above == "/" || mount::parse_options(mount.options).bind) continue;
    if (path.rfind(above + "/", 0) == 0) return true;
  }
  return false;
}

// A bind mount stays until all is made: another's mount point may be in it.
Result<void> make_mount_point(FdRef root, const Mount& mount, const std::string& bundle, std::vector<Fd>& mounted) {
  const mount::Options options = mount::parse_options(mount.options);
  init::TargetKind kind = init::TargetKind::kFolder;
  Fd tree;
  if (options.bind) {
    tree = TRY(mount::make_detached(mount, options, bundle));
    struct stat status;
    if (::fstat(tree.get(), &status) < 0) return fail_errno(mount.source);
    if (!S_ISDIR(status.st_mode)) kind = init::TargetKind::kFile;
  }
  const Fd target = TRY(init::open_target(root, mount.destination, kind, options.nofollow_target));
  if (!tree) return {};
  TRY(sys::attach(tree, target, mount.destination));
  mounted.push_back(std::move(tree));
  return {};
}

Result<void> make_mount_points(FdRef root, const container::Bundle& bundle) {
  const std::vector<Mount>& mounts = bundle.config.mounts;
  std::vector<Fd> mounted;
  for (const Mount& mount : mounts) {
    const std::string path = clean_destination(mount.destination);
    if (path == "/" || is_below_own(mounts, path)) continue;
    TRY_STEP(mount.destination, make_mount_point(root, mount, bundle.path, mounted));
  }
  for (; !mounted.empty(); mounted.pop_back()) {
    const std::string path = concat("/proc/self/fd/", mounted.back().get());
    if (::umount2(path.c_str(), MNT_DETACH) < 0) return fail_errno("unmount " + describe_fd(mounted.back()));
  }
  return {};
}

}  // namespace

Result<void> prepare_root(const container::Bundle& bundle, init::ContainerPlan& plan, const std::string& mount_point) {
  TRY(sys::set_propagation("/", MS_SLAVE, sys::Depth::kRecursive));
  const Fd root = TRY_STEP("root", mount_root(bundle, plan, mount_point));
  TRY_STEP("mounts", make_mount_points(root, bundle));
  if (!plan.root_read_only) return {};
  return sys::set_attributes(root, {.set = MOUNT_ATTR_RDONLY}, sys::Depth::kOne);
}

}  // namespace runtime::checkpoint
