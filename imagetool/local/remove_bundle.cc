#include "imagetool/local/remove_bundle.h"

#include <algorithm>

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/live.h"
#include "imagetool/volume/mount_point.h"
#include "imagetool/volume/remove.h"
#include "spec/base/file.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

namespace layout = spec::layout;

Result<void> remove_bundle(const layout::Store& store, const std::string& path, bool with_volumes) {
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  const std::string config = bundle.folder() + "/config.json";
  const std::vector<layout::Root> roots = TRY(layout::list_roots(store));
  const bool is_ours =
      std::any_of(roots.begin(), roots.end(), [&](const layout::Root& root) { return root.config == config; });
  if (!is_ours) return fail(bundle.folder() + ": is no bundle of this store");
  if (user_of(bundle)) return fail(bundle.folder() + ": a container runs on it");
  std::vector<std::string> volumes;
  for (const volume::MountPoint& point : volume::mount_points(bundle.config())) {
    if (!point.name.empty()) volumes.push_back(point.name);
  }
  const std::size_t slash = bundle.folder().rfind('/');
  const Fd parent = TRY(open_dir(slash == 0 ? "/" : bundle.folder().substr(0, slash)));
  TRY(remove_tree(parent, bundle.folder().substr(slash + 1)));
  TRY(layout::remove_root(store, config));
  if (!with_volumes || volumes.empty()) return {};
  const volume::Volumes all = TRY(volume::Volumes::open(store));
  return volume::remove_anonymous(all, volumes);
}

}  // namespace imagetool::local
