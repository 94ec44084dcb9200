#include "imagetool/local/changes.h"

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/find.h"
#include "imagetool/local/live.h"
#include "imagetool/local/view.h"
#include "spec/base/file.h"
#include "spec/bundle/overlay.h"
#include "spec/layout/unpack.h"

namespace imagetool::local {

namespace layer = spec::layer;
namespace layout = spec::layout;

namespace {

using Changes = std::vector<layer::Change>;

Result<Changes> changes_of_bundle(const layout::Lease& lease, const std::string& path, bool pause) {
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  std::optional<Freezer> frozen;
  if (pause) frozen = TRY(freeze_user_of(bundle));
  if (bundle.is_overlay()) {
    const Fd below = TRY(merged(lease, bundle.lowers()));
    const std::vector<std::string> stubs = TRY(bundle.stubs(below));
    return layer::changes_of_upper(bundle.upper(), below, stubs);
  }
  const layout::StoredImage image = TRY(image_of_bundle(lease.store(), bundle));
  TRY(hold(lease, image));
  const Fd below = TRY(merged(lease, image));
  const std::vector<std::string> stubs = TRY(bundle.stubs(below));
  return layer::changes_between(below, bundle.upper(), stubs);
}

Result<Changes> changes_of_image(const layout::Lease& lease, const std::string& name) {
  const layout::StoredImage image = TRY(find(lease.store(), name));
  TRY(hold(lease, image));
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& one : TRY(layout::unpack_image(lease, image.manifest, image.config))) {
    folders.push_back(one.folder);
  }
  if (folders.empty()) return Changes();
  const Fd top = TRY(open_dir(folders.back()));
  folders.pop_back();
  const Fd below = TRY(merged(lease, spec::bundle::overlay_lowers(folders)));
  return layer::changes_of_upper(top, below);
}

Result<View> view(const layout::Lease& lease, const std::string& what) {
  if (!is_bundle(what)) return open_view(lease, what);
  const BundleRoot bundle = TRY(BundleRoot::open(what));
  return open_view(lease, bundle, std::nullopt, Access::kRead);
}

}  // namespace

Result<Changes> changes(const layout::Store& store, const std::string& what, const std::string& other, bool pause) {
  const layout::Lease lease = TRY(layout::Lease::take(store));
  if (!other.empty()) {
    const View before = TRY(view(lease, what));
    const View after = TRY(view(lease, other));
    return layer::changes_between(before.root, after.root);
  }
  return is_bundle(what) ? changes_of_bundle(lease, what, pause) : changes_of_image(lease, what);
}

std::string changes_text(const Changes& changes) {
  std::string out;
  for (const layer::Change& change : changes) {
    out += static_cast<char>(change.kind);
    out += " /" + change.path + "\n";
  }
  return out;
}

}  // namespace imagetool::local
