#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>

#include "runtime/init/cgroup_mount.h"
#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/init/target.h"
#include "runtime/mount/detached.h"
#include "runtime/mount/inside.h"
#include "runtime/mount/kernel_tree.h"
#include "runtime/mount/options.h"
#include "runtime/mount/propagation.h"
#include "runtime/sys/mount.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

using spec::runtime::Mount;

Result<Fd> open_mount_target(const Child& child, const Mount& mount, const mount::Options& options, FdRef mounted) {
  if (mount.type == "proc" || mount.type == "sysfs") return open_kernel_target(child.root, mount.destination);
  TargetKind kind = TargetKind::kFolder;
  if (options.bind) {
    struct stat status;
    if (::fstat(mounted.get(), &status) < 0) return fail_errno("stat");
    if (!S_ISDIR(status.st_mode)) kind = TargetKind::kFile;
  }
  return open_target(child.root, mount.destination, kind, options.nofollow_target);
}

// Of what is in the root by now: by the root's descriptor, in which no link leads out.
Result<Fd> copy_from_root(const Child& child, std::size_t index, const mount::Options& options,
                          const std::string& inside) {
  const Mount& mount = child.config().mounts[index];
  Fd source = TRY(open_in_root(child.root, inside, options.nofollow_source ? O_PATH | O_NOFOLLOW : O_PATH));
  Fd tree = TRY(mount::make_detached(mount, options, child.container->bundle, source));
  if (!options.idmap && mount.uid_mappings.empty()) return tree;
  // It takes privilege on the host.
  TRY(sys::send_fd(child.plan.channel, concat(static_cast<char>(Word::kMount), index), tree));
  TRY(expect(child.plan.channel, Word::kProceed));
  return tree;
}

Result<Fd> make_mount(const Child& child, std::size_t index, const mount::Options& options) {
  const Mount& mount = child.config().mounts[index];
  if (options.bind) {
    const auto inside = mount::source_inside(mount, child.container->bundle, child.container->rootfs);
    if (inside) return copy_from_root(child, index, options, *inside);
  }
  Result<Fd> made = mount::make_detached(mount, options, child.container->bundle);
  const bool kernels = !options.bind && (mount.type == "proc" || mount.type == "sysfs" || mount.type == "mqueue");
  if (made || !kernels || made.error().number != EPERM) return made;
  Fd tree = TRY_STEP(mount.type, mount::clone_kernel_tree(mount.type));
  // Only to be added to, and on all of it: the host's own attributes are not the container's to take away.
  TRY(sys::set_attributes(tree, {.set = options.own.set & ~static_cast<std::uint64_t>(MOUNT_ATTR__ATIME)},
                          sys::Depth::kRecursive));
  return tree;
}

// crun's copy-symlink. True where the source was a link, and there is nothing to mount.
Result<bool> copy_link(const Child& child, const Mount& mount) {
  const std::string source =
      mount.source.starts_with('/') ? mount.source : child.container->bundle + "/" + mount.source;
  struct stat status;
  if (::lstat(source.c_str(), &status) < 0) return fail_errno(source);
  if (!S_ISLNK(status.st_mode)) return false;
  const std::string target = TRY(read_link(FdRef::cwd(), source));
  const std::size_t slash = mount.destination.find_last_of('/');
  if (slash != std::string::npos) TRY(make_dirs_in_root(child.root, mount.destination.substr(0, slash), 0755));
  Parent parent = TRY(open_parent_in_root(child.root, mount.destination));
  if (::symlinkat(target.c_str(), parent.dir.get(), parent.name.c_str()) == 0) return true;
  if (errno != EEXIST) return fail_errno("symlink");
  const Result<std::string> present = read_link(parent.dir, parent.name);
  if (present && *present == target) return true;
  return fail("the root has something else than the link to " + target);
}

Result<void> remount(const Child& child, const Mount& mount, const mount::Options& options) {
  Fd target = TRY(open_in_root(child.root, mount.destination, O_PATH));
  if (!options.filesystem.empty()) TRY(sys::reconfigure(target, options.filesystem));
  if (!options.own.empty()) TRY(sys::set_attributes(target, options.own, sys::Depth::kOne));
  if (!options.recursive.empty()) TRY(sys::set_attributes(target, options.recursive, sys::Depth::kRecursive));
  return mount::set_propagations(target, options);
}

// A tmpfs without a mode of its own has that of the folder that it covers, as with runc.
void keep_mode(const Child& child, const Mount& mount, mount::Options& options) {
  for (const std::string& option : options.filesystem) {
    if (option.starts_with("mode=")) return;
  }
  struct stat status;
  const Result<Fd> folder = open_in_root(child.root, mount.destination, O_PATH | O_DIRECTORY);
  if (!folder || ::fstat(folder->get(), &status) < 0) return;
  char mode[16];
  std::snprintf(mode, sizeof mode, "mode=%o", status.st_mode & 07777U);
  options.filesystem.emplace_back(mode);
}

Result<void> make_one(Child& child, std::size_t index) {
  const Mount& mount = child.config().mounts[index];
  mount::Options options = mount::parse_options(mount.options);
  options.label = mount::label_of(child.config());
  if (!options.bind && options.remount) return remount(child, mount, options);
  if (!options.bind && (mount.type == "cgroup" || mount.type == "cgroup2")) {
    return mount_cgroups(child, mount.destination, options);
  }
  if (options.bind && options.copy_link) {
    const bool copied = TRY(copy_link(child, mount));
    if (copied) return {};
  }
  // A tmpfs is written to by what comes next: folders to mount on, copies, devices.
  const bool later = mount.type == "tmpfs" && (options.own.set & MOUNT_ATTR_RDONLY) != 0;
  if (later) options.own.set &= ~static_cast<std::uint64_t>(MOUNT_ATTR_RDONLY);
  Fd mounted = std::move(child.container->trees[index]);
  if (!mounted && mount.type == "tmpfs") keep_mode(child, mount, options);
  if (!mounted) mounted = TRY(make_mount(child, index, options));
  Fd target = TRY(open_mount_target(child, mount, options, mounted));
  // Only what is new is filled: a bind mount's source is the host's.
  if (options.copy_up && !options.bind && mount.type == "tmpfs") TRY_STEP("tmpcopyup", mount::copy_up(target, mounted));
  TRY(sys::attach(mounted, target, mount.destination));
  TRY(mount::set_propagations(mounted, options));
  if (later) child.read_only_later.push_back(std::move(mounted));
  return {};
}

}  // namespace

Result<void> make_mounts(Child& child) {
  const std::vector<Mount>& mounts = child.config().mounts;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    if (static_cast<int>(i) != child.container->root_mount) TRY_STEP(mounts[i].destination, make_one(child, i));
  }
  return {};
}

}  // namespace runtime::init
