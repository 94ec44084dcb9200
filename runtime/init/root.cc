#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/mount/kernel_tree.h"
#include "runtime/mount/options.h"
#include "runtime/mount/overlay.h"
#include "runtime/mount/propagation.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

bool has_mount_namespace(const Child& child) {
  return child.container->new_mount_namespace || child.container->joined_mount_namespace;
}

// The mount that the folder `here` lies on turns private: pivot_root refuses a
// shared parent, and the root must not appear on the host.
Result<void> make_parent_private(Fd here) {
  while (true) {
    struct statx status;
    if (::statx(here.get(), "", AT_EMPTY_PATH, 0, &status) < 0) return fail_errno("statx");
    if ((status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) break;
    here = TRY(open_dir(here, "..", O_PATH));
  }
  return sys::set_attributes(here, {.propagation = MS_PRIVATE}, sys::Depth::kOne);
}

unsigned long host_propagation(const Child& child) {
  return mount::host_propagation(child.config().linux.rootfs_propagation, child.plan.user_namespace);
}

// What happens on the host may go on to appear here; nothing goes the other way, unless that is asked for.
Result<void> cut_off_host(Child& child) {
  if (!child.container->new_mount_namespace) return {};
  const unsigned long wanted = host_propagation(child);
  if (wanted != 0) return sys::set_propagation("/", wanted, sys::Depth::kRecursive);
  Fd here = TRY(open_dir(FdRef::cwd(), ".", O_PATH));
  return make_parent_private(std::move(here));
}

Result<void> pivot(Child& child) {
  const Fd host = TRY(open_dir(FdRef::cwd(), "/", O_PATH));
  // Both names mean the new root: the old one ends up mounted over it, and goes.
  if (::syscall(SYS_pivot_root, ".", ".") < 0) return fail_errno("pivot_root");
  // Else the unmounting would go out to the host.
  if (host_propagation(child) == 0) TRY(sys::set_attributes(host, {.propagation = MS_SLAVE}, sys::Depth::kRecursive));
  if (::umount2(".", MNT_DETACH) < 0) return fail_errno("unmount the host's root");
  return {};
}

// Without pivot_root the host's mounts stay below ours. A whole proc or sysfs
// among them would let a user namespace in the container mount a new one,
// without what is masked in the container's.
Result<void> hide_kernel_trees(const std::string& rootfs) {
  const std::vector<std::string> mount_points = TRY(mount::kernel_tree_mounts());
  for (const std::string& path : mount_points) {
    if (path.starts_with(rootfs + "/")) continue;
    const Result<void> cut_off = sys::set_propagation(path, MS_PRIVATE, sys::Depth::kRecursive);
    if (!cut_off && cut_off.error().number == ENOENT) continue;  // it went with the one around it
    if (!cut_off) return cut_off;
    if (::umount2(path.c_str(), MNT_DETACH) == 0) continue;
    // A mount that came with a user namespace is locked: it is covered.
    if (errno != EINVAL && errno != EPERM) return fail_errno(path);
    Fd context = TRY(sys::fsopen("tmpfs"));
    Fd cover = TRY(sys::make_mount(context, 0));
    TRY(sys::attach_at(cover, FdRef::cwd(), path));
  }
  return {};
}

// The mount on "/" of config.json.
Result<void> mount_root(Child& child) {
  ContainerPlan& plan = *child.container;
  const auto index = static_cast<std::size_t>(plan.root_mount);
  child.root = std::move(plan.trees[index]);
  if (child.root) return sys::attach(child.root, FdRef::cwd(), plan.rootfs);
  const spec::runtime::Mount& wanted = child.config().mounts[index];
  mount::Options options = mount::parse_options(wanted.options);
  options.label = mount::label_of(child.config());
  TRY(mount::mount_overlay_at(wanted, options, plan.bundle, plan.rootfs));
  child.root = TRY(open_dir(FdRef::cwd(), plan.rootfs, O_PATH));
  return {};
}

}  // namespace

Result<void> open_root(Child& child) {
  ContainerPlan& plan = *child.container;
  if (plan.joined_mount_namespace && ::chdir(plan.rootfs.c_str()) < 0) return fail_errno(plan.rootfs);
  if (!has_mount_namespace(child)) {
    child.root = TRY(open_dir(FdRef::cwd(), ".", O_PATH));
    return {};
  }
  TRY(cut_off_host(child));
  if (plan.root_mount >= 0) return mount_root(child);
  // The working folder is the rootfs, in this mount namespace's copy: no path is
  // looked up, which a user namespace's root might not be allowed to.
  child.root = TRY(sys::clone_tree(FdRef::cwd(), "", sys::Depth::kRecursive));
  return sys::attach(child.root, FdRef::cwd(), plan.rootfs);
}

Result<void> make_working_folder(Child& child) {
  const std::string& cwd = child.process().cwd;
  if (cwd == "/" || cwd.empty()) return {};
  // What cannot be made is told when it is entered.
  (void)make_dirs_in_root(child.root, cwd, 0755);
  return {};
}

Result<void> finish_root(Child& child) {
  for (const Fd& mount : child.read_only_later) {
    TRY(sys::set_attributes(mount, {.set = MOUNT_ATTR_RDONLY}, sys::Depth::kOne));
  }
  child.read_only_later.clear();
  if (!child.container->root_read_only || !has_mount_namespace(child)) return {};
  return sys::set_attributes(child.root, {.set = MOUNT_ATTR_RDONLY}, sys::Depth::kOne);
}

Result<void> enter_root(Child& child) {
  if (::fchdir(child.root.get()) < 0) return fail_errno("chdir to the root");
  if (!has_mount_namespace(child)) {
    if (::chroot(".") < 0) return fail_errno("chroot");
  } else if (child.container->no_pivot) {
    TRY_STEP("the host's proc and sysfs", hide_kernel_trees(child.container->rootfs));
    // Else the root would be mounted over the host's, too.
    if (host_propagation(child) == 0) TRY(sys::set_propagation("/", MS_SLAVE, sys::Depth::kOne));
    if (::mount(".", "/", nullptr, MS_MOVE, nullptr) < 0) return fail_errno("move the root to /");
    if (::chroot(".") < 0) return fail_errno("chroot");
  } else {
    TRY(pivot(child));
  }
  if (::chdir("/") < 0) return fail_errno("chdir /");
  child.root.reset();
  if (!has_mount_namespace(child)) return {};
  unsigned long wanted = mount::propagation_flags(child.config().linux.rootfs_propagation);
  if (wanted == 0) wanted = MS_PRIVATE;
  // What is mounted below is cut off from the host already, and has what its options say.
  const bool below = (wanted & MS_REC) != 0 && (wanted & (MS_PRIVATE | MS_SLAVE)) == 0;
  return sys::set_propagation("/", wanted & ~static_cast<unsigned long>(MS_REC),
                              below ? sys::Depth::kRecursive : sys::Depth::kOne);
}

}  // namespace runtime::init
