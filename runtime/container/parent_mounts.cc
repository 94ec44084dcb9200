#include "runtime/container/parent_mounts.h"

#include <unistd.h>

#include <algorithm>

#include "runtime/mount/detached.h"
#include "runtime/mount/device.h"
#include "runtime/mount/inside.h"
#include "runtime/mount/overlay.h"
#include "runtime/mount/propagation.h"
#include "runtime/process/user_namespace.h"
#include "runtime/sys/mount.h"
#include "runtime/sys/process.h"
#include "spec/base/text.h"

namespace runtime::container {

Result<void> ParentMounts::make_root(const Store& store) {
  plan_.root_read_only = config().root->readonly;
  const std::vector<spec::runtime::Mount>& mounts = config().mounts;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    if (mounts[i].destination.find_first_not_of('/') != std::string::npos) continue;
    if (plan_.root_mount >= 0) return fail("more than one mount on /");
    plan_.root_mount = static_cast<int>(i);
    TRY(make_root(store, mounts[i], plan_.trees[i]));
  }
  return {};
}

Result<void> ParentMounts::make_others() {
  const std::vector<spec::runtime::Mount>& mounts = config().mounts;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    mount::Options options = mount::parse_options(mounts[i].options);
    options.locked = plan_.user_namespace;
    options.source_propagation = mount::host_propagation(config().linux.rootfs_propagation, plan_.user_namespace);
    const bool mapped = options.idmap || !mounts[i].uid_mappings.empty();
    if (static_cast<int>(i) == plan_.root_mount || !options.bind || options.copy_link ||
        (!plan_.user_namespace && !mapped) || mount::source_inside(mounts[i], bundle_.path, bundle_.rootfs))
      continue;
    Result<Fd> tree = mount::make_detached(mounts[i], options, bundle_.path);
    // An ordinary user's, which the child may make, in its user namespace.
    if (!tree && tree.error().number == EPERM && !mapped) continue;
    plan_.trees[i] = TRY_STEP(mounts[i].destination, std::move(tree));
    if (mapped) TRY_STEP(mounts[i].destination, map_ids(mounts[i], options, plan_.trees[i]));
  }
  return {};
}

Result<void> ParentMounts::map_childs(std::size_t index, FdRef tree) {
  if (index >= config().mounts.size() || !tree.valid()) return fail("hand-shake: no such mount");
  const spec::runtime::Mount& wanted = config().mounts[index];
  return map_ids(wanted, mount::parse_options(wanted.options), tree);
}

namespace {

// The host's id; root's where it is not mapped.
std::uint32_t host_id(const std::vector<spec::runtime::IdMapping>& mappings, std::uint32_t id) {
  for (const spec::runtime::IdMapping& mapping : mappings) {
    if (id >= mapping.container_id && id - mapping.container_id < mapping.size) {
      return mapping.host_id + (id - mapping.container_id);
    }
  }
  return 0;
}

std::string node_name(std::size_t index) { return concat("device-", index); }

}  // namespace

void ParentMounts::remove_devices(FdRef folder) {
  if (!plan_.map_ids || plan_.mapped_by_user) return;
  for (std::size_t i = 0; i < config().linux.devices.size(); ++i) ::unlinkat(folder.get(), node_name(i).c_str(), 0);
}

Result<void> ParentMounts::make_devices(FdRef folder) {
  const spec::runtime::Linux& linux = config().linux;
  if (!plan_.map_ids || plan_.mapped_by_user) return {};
  plan_.devices.resize(linux.devices.size());
  for (std::size_t i = 0; i < linux.devices.size(); ++i) {
    const spec::runtime::Device& device = linux.devices[i];
    if (device.type == spec::runtime::DeviceType::kFifo) continue;
    const uid_t uid = host_id(linux.uid_mappings, device.uid.value_or(0));
    const gid_t gid = host_id(linux.gid_mappings, device.gid.value_or(0));
    Result<Fd> node = mount::make_detached_device(folder, node_name(i), device, uid, gid);
    // The child binds the host's devices then.
    if (!node && node.error().number == EPERM) return {};
    if (!node) return std::move(node).error().step(device.path);
    plan_.devices[i] = std::move(*node);
  }
  return {};
}

Result<void> ParentMounts::map_ids(const spec::runtime::Mount& wanted, const mount::Options& options, FdRef tree) {
  Fd own;
  if (!wanted.uid_mappings.empty()) {
    own = TRY(process::make_user_namespace(wanted.uid_mappings, wanted.gid_mappings));
  }
  FdRef user_namespace(own);
  if (!own) user_namespace = TRY(containers_ids());
  Result<void> set = sys::set_attributes(tree, {.set = MOUNT_ATTR_IDMAP, .user_namespace = user_namespace.get()},
                                         options.recursive_idmap ? sys::Depth::kRecursive : sys::Depth::kOne);
  if (!set) return std::move(set).error().with_hint("does the file system support idmapped mounts?");
  return {};
}

// A user namespace with the container's mappings; the container's own has not been made yet.
Result<FdRef> ParentMounts::containers_ids() {
  for (const init::JoinedNamespace& joined : way_.by_intermediate) {
    if (joined.type == spec::runtime::NamespaceType::kUser) return FdRef(joined.file);
  }
  if (!ids_) ids_ = TRY(process::make_user_namespace(config().linux.uid_mappings, config().linux.gid_mappings));
  return FdRef(ids_);
}

// In a user namespace already, whose ids the container has, too: as a builder of an ordinary user asks for.
bool ParentMounts::keeps_all_ids() const {
  const auto keep = [](const std::vector<spec::runtime::IdMapping>& mappings) {
    return std::all_of(mappings.begin(), mappings.end(),
                       [](const auto& one) { return one.container_id == one.host_id; });
  };
  const spec::runtime::Linux& linux = config().linux;
  return plan_.map_ids && keep(linux.uid_mappings) && keep(linux.gid_mappings) && sys::in_user_namespace();
}

Result<void> ParentMounts::make_root(const Store& store, const spec::runtime::Mount& wanted, Fd& tree) {
  if (!plan_.new_mount_namespace) return fail("a mount on / needs a mount namespace");
  const std::string upper = mount::upper_folder(wanted, bundle_.path);
  if (!upper.empty()) {
    upper_ = TRY(identify_upper(upper));
    TRY(claim_upper(store, store.root(), *upper_, plan_.container_id));
  }
  mount::Options options = mount::parse_options(wanted.options);
  options.label = mount::label_of(config());
  // Mount points are still to be made in it.
  plan_.root_read_only = plan_.root_read_only || (options.own.set & MOUNT_ATTR_RDONLY) != 0;
  options.own.set &= ~static_cast<std::uint64_t>(MOUNT_ATTR_RDONLY);
  if (wanted.type != "overlay" || options.bind) {
    tree = TRY(mount::make_detached(wanted, options, bundle_.path));
    // pivot_root refuses a root that is shared, as a copy of the host's mounts is.
    TRY(sys::set_attributes(tree, {.propagation = MS_PRIVATE}, sys::Depth::kRecursive));
  } else if (plan_.mapped_by_user || keeps_all_ids()) {
    // The child makes it, in the user namespace: from here an ordinary user mounts nothing, nor changes any ids.
  } else if (mount::kernel_takes_single_layers()) {
    FdRef ids(-1);
    if (plan_.user_namespace) ids = TRY(containers_ids());
    tree = TRY(mount::make_overlay(wanted, options, bundle_.path, ids));
  } else if (plan_.user_namespace) {
    return fail("an overlay in a user namespace needs Linux 6.15");
  }
  return {};
}

}  // namespace runtime::container
