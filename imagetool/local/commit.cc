#include "imagetool/local/commit.h"

#include <optional>

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/change.h"
#include "imagetool/local/commit_config.h"
#include "imagetool/local/find.h"
#include "imagetool/local/live.h"
#include "spec/base/interruptible.h"
#include "spec/base/timestamp.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layer/diff.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/layer_blob.h"
#include "spec/layout/lease.h"
#include "spec/layout/names.h"

namespace imagetool::local {

namespace image = spec::image;
namespace layer = spec::layer;
namespace layout = spec::layout;

namespace {

struct Changes {
  layout::SealedLayer sealed;
  bool any = false;
};

Result<Changes> seal(const layout::Lease& lease, const BundleRoot& bundle, const layout::StoredImage& base) {
  layout::LayerBlob blob = TRY(layout::LayerBlob::make(lease));
  Interruptible sink(blob);
  layer::DiffOptions options;
  const Fd below = TRY(bundle.is_overlay() ? merged(lease, bundle.lowers()) : merged(lease, base));
  options.exclude = TRY(bundle.stubs(below));
  const layer::Diff diff = TRY(bundle.is_overlay() ? layer::diff_upper(bundle.upper(), sink, options)
                                                   : layer::diff_trees(below, bundle.upper(), sink, options));
  Changes out;
  out.any = diff.entries > 0;
  out.sealed = TRY(blob.commit());
  if (base.descriptor.media_type == image::kDockerManifest) out.sealed.blob.media_type = image::kDockerLayerGzip;
  return out;
}

Result<std::string> full_name(const std::string& name) {
  if (name.empty()) return std::string();
  const image::Reference reference = TRY(image::parse_reference(name));
  if (!reference.digest.empty()) return fail("refusing to create a tag with a digest reference");
  return reference.text();
}

Result<image::Digest> put_image(const layout::Lease& lease, const layout::StoredImage& base, const Changes& changes,
                                image::ImageConfig config, const std::string& name) {
  image::Manifest manifest = base.manifest;
  manifest.subject.reset();
  manifest.annotations.clear();
  manifest.layers.push_back(changes.sealed.blob);
  config.rootfs.diff_ids.push_back(changes.sealed.diff_id);
  manifest.config = TRY(layout::put_blob(lease, image::write_config(config), base.manifest.config.media_type));
  const image::Descriptor target =
      TRY(layout::put_blob(lease, image::write_manifest(manifest), base.descriptor.media_type));
  TRY(layout::set_name(lease.store(), name, target));
  return manifest.config.digest;
}

}  // namespace

Result<image::Digest> commit(const layout::Store& store, const std::string& path, const std::string& name,
                             const CommitOptions& options) {
  const std::string full = TRY(full_name(name));
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const layout::StoredImage base = TRY(image_of_bundle(store, bundle));
  TRY(hold(lease, base));
  image::ImageConfig config = base.config;
  if (bundle.config().process) take_process(*bundle.config().process, config.config);
  for (const std::string& change : options.changes) TRY(apply_change(change, config));
  std::optional<Freezer> frozen;
  if (options.pause) frozen = TRY(freeze_user_of(bundle));
  const Changes changes = TRY(seal(lease, bundle, base));
  frozen.reset();
  image::History entry;
  entry.created = format_time(now());
  entry.created_by = bundle.command();
  entry.author = options.author;
  entry.comment = options.message;
  config.created = entry.created;
  config.author = options.author;
  config.history.push_back(std::move(entry));
  return put_image(lease, base, changes, std::move(config), full);
}

Result<image::Digest> repack(const layout::Store& store, const std::string& path, const std::string& name) {
  const std::string full = TRY(full_name(name));
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const layout::StoredImage base = TRY(image_of_bundle(store, bundle));
  TRY(hold(lease, base));
  const Changes changes = TRY(seal(lease, bundle, base));
  if (!changes.any) {
    TRY(layout::set_name(store, full, base.descriptor));
    return base.id();
  }
  image::ImageConfig config = base.config;
  image::History entry;
  entry.created = format_time(now());
  entry.created_by = "imagetool repack";
  config.created = entry.created;
  config.history.push_back(std::move(entry));
  return put_image(lease, base, changes, std::move(config), full);
}

}  // namespace imagetool::local
