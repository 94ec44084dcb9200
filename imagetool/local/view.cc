#include "imagetool/local/view.h"

#include <sys/file.h>

#include "imagetool/local/find.h"
#include "spec/base/file.h"
#include "spec/layer/attributes.h"
#include "spec/layout/unpack.h"

namespace imagetool::local {

namespace layout = spec::layout;
using IdMappings = std::vector<spec::runtime::IdMapping>;

namespace {

std::uint32_t on_the_host(const IdMappings& mappings) {
  for (const spec::runtime::IdMapping& mapping : mappings) {
    if (mapping.container_id == 0) return mapping.host_id;
  }
  return 0;
}

Result<Fd> root_to_write(const layout::Lease& lease, const BundleRoot& bundle) {
  // Two overlays over one upper folder destroy it.
  if (::flock(bundle.upper().get(), LOCK_EX) < 0) return fail_errno("lock " + bundle.upper_path());
  if (!bundle.is_overlay()) return open_dir(bundle.upper_path());
  if (spec::layer::is_machines_root() && !bundle.config().linux.uid_mappings.empty()) {
    return fail("its files are another user namespace's").with_hint("start its container, and copy then");
  }
  return merged(lease, bundle.lowers(), {bundle.upper_path(), bundle.folder() + "/work"});
}

Result<Fd> root_to_read(const layout::Lease& lease, const BundleRoot& bundle) {
  if (!bundle.is_overlay()) return open_dir(bundle.upper_path());
  std::vector<std::string> lowers = bundle.lowers();
  lowers.insert(lowers.begin(), bundle.upper_path());
  return merged(lease, std::move(lowers));
}

}  // namespace

Result<View> open_view(const layout::Lease& lease, const BundleRoot& bundle, const std::optional<User>& user,
                       Access access) {
  View view;
  if (spec::layer::is_machines_root()) {
    view.uid = on_the_host(bundle.config().linux.uid_mappings);
    view.gid = on_the_host(bundle.config().linux.gid_mappings);
  }
  const bool read_only = bundle.config().root && bundle.config().root->readonly;
  if (access == Access::kWrite && read_only) return fail("container rootfs is marked read-only");
  if (user) {
    view.root = TRY(open_dir(user->root, "."));
  } else if (access == Access::kWrite) {
    view.root = TRY(root_to_write(lease, bundle));
  } else {
    view.root = TRY(root_to_read(lease, bundle));
  }
  return view;
}

Result<View> open_view(const layout::Lease& lease, const std::string& name) {
  const layout::StoredImage image = TRY(find(lease.store(), name));
  TRY(hold(lease, image));
  View view;
  if (::geteuid() == 0) {
    view.root = TRY(merged(lease, image));
    return view;
  }
  TRY(make_dirs(lease.tmp(), "rootfs", 0700));
  view.root = TRY(open_dir(lease.tmp(), "rootfs"));
  TRY(layout::unpack_rootfs(lease, image.manifest, image.config, view.root));
  return view;
}

}  // namespace imagetool::local
