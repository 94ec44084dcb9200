#include "runtime/init/cgroup_mount.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/init/target.h"
#include "runtime/mount/detached.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"

namespace runtime::init {

namespace {

constexpr std::uint64_t kSafe = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

// The container's folder of a hierarchy. Without a cgroup namespace a container
// sees all of v2, as /proc/self/cgroup tells it paths from the top.
Result<Fd> clone_hierarchy(const Child& child, const cgroup::Hierarchy& hierarchy) {
  const auto made = child.container->cgroup_paths.find(hierarchy.name());
  const bool whole = hierarchy.unified && !child.plan.new_cgroup_namespace;
  // Where none was made for it, it is in the one of its caller.
  const std::string& own = made == child.container->cgroup_paths.end() ? hierarchy.own : made->second;
  return sys::clone_tree(FdRef::cwd(), whole ? hierarchy.mount_point : own, sys::Depth::kOne);
}

sys::Attributes attributes(const mount::Options& options) {
  sys::Attributes wanted = options.own;
  wanted.set |= kSafe & ~wanted.clear;
  // As if it were made new: nothing that the host mounts there comes in, and CRIU can save it.
  wanted.propagation = MS_PRIVATE;
  return wanted;
}

Result<void> mount_hierarchy(const Child& child, FdRef folder, const cgroup::Hierarchy& hierarchy) {
  const std::string name = hierarchy.mount_point.substr(hierarchy.mount_point.rfind('/') + 1);
  Fd tree = TRY(clone_hierarchy(child, hierarchy));
  if (::mkdirat(folder.get(), name.c_str(), 0755) < 0) return fail_errno("mkdir " + name);
  TRY(sys::attach_at(tree, folder, name));
  // "cpu" beside "cpu,cpuacct"
  for (const std::string& controller : hierarchy.controllers) {
    if (controller == name || controller.find('=') != std::string::npos) continue;
    if (::symlinkat(name.c_str(), folder.get(), controller.c_str()) < 0) return fail_errno("symlink " + controller);
  }
  return {};
}

}  // namespace

Result<void> mount_cgroups(Child& child, const std::string& destination, const mount::Options& options) {
  const cgroup::Layout& layout = *child.container->cgroup_layout;
  Fd target = TRY(open_target(child.root, destination, TargetKind::kFolder, options.nofollow_target));
  if (layout.unified_only()) {
    Fd tree = TRY(clone_hierarchy(child, *layout.unified()));
    TRY(sys::set_attributes(tree, attributes(options), sys::Depth::kOne));
    return sys::attach(tree, target, destination);
  }
  Fd context = TRY(sys::fsopen("tmpfs"));
  TRY(sys::set_string(context, "mode", "755"));
  TRY(mount::set_label(context, "tmpfs", options.label));
  Fd tmpfs = TRY(sys::make_mount(context, kSafe));
  TRY(sys::attach(tmpfs, target, destination));
  for (const cgroup::Hierarchy& hierarchy : layout.hierarchies) {
    TRY(mount_hierarchy(child, tmpfs, hierarchy));
  }
  return sys::set_attributes(tmpfs, attributes(options), sys::Depth::kRecursive);
}

}  // namespace runtime::init
