#include "imagetool/local/usage.h"

#include <algorithm>
#include <map>
#include <set>

#include "imagetool/local/find.h"
#include "imagetool/local/mount_table.h"
#include "imagetool/volume/volumes.h"
#include "spec/base/file.h"
#include "spec/image/chain_id.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/folder_size.h"
#include "spec/layout/layers.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

namespace layout = spec::layout;
using layout::LayerId;
using layout::StoredImage;
using spec::image::Digest;

namespace {

// Blobs and unpacked layers by one kind of name: "blob:sha256:...", "diff:sha256:...".
using Parts = std::map<std::string, std::uint64_t>;

class Sizes {
 public:
  explicit Sizes(const layout::Store& store) : store_(store), layers_(layout::unpacked_layers(store)) {}

  Result<void> add_blob(const spec::image::Descriptor& blob, Parts& parts) const {
    const bool there = TRY(store_.has(blob));
    if (there) parts["blob:" + blob.digest.text()] = blob.size;
    return {};
  }
  Result<void> add_layer(const LayerId& id, Parts& parts) const {
    const std::optional<layout::UnpackedLayer> layer = TRY(layers_->find(id));
    if (layer) parts[id.text()] = TRY(layers_->size(*layer));
    return {};
  }

  Result<Parts> of(const StoredImage& image) const {
    Parts parts;
    TRY(add_blob(image.target, parts));
    TRY(add_blob(image.descriptor, parts));
    TRY(add_blob(image.manifest.config, parts));
    for (const spec::image::Descriptor& layer : image.manifest.layers) TRY(add_blob(layer, parts));
    for (const Digest& id : image.config.rootfs.diff_ids) TRY(add_layer({LayerId::By::kDiff, id}, parts));
    for (const Digest& id : spec::image::chain_ids(image.config.rootfs.diff_ids)) {
      TRY(add_layer({LayerId::By::kChain, id}, parts));
    }
    return parts;
  }

 private:
  const layout::Store& store_;
  std::unique_ptr<layout::UnpackedLayers> layers_;
};

std::uint64_t sum(const Parts& parts) {
  std::uint64_t bytes = 0;
  for (const auto& [name, size] : parts) bytes += size;
  return bytes;
}

// What a bundle's container has written; nothing where the bundle is a plain copy.
Result<BundleUsage> bundle_usage(const layout::Root& root) {
  BundleUsage usage;
  usage.path = root.config.substr(0, root.config.rfind('/'));
  usage.image = root.image;
  const Result<Fd> upper = open_dir(usage.path + "/upper");
  if (upper) usage.size = TRY(layout::folder_size(*upper));
  return usage;
}

Result<void> add_volumes(const layout::Store& store, Usage& out) {
  const volume::Volumes volumes = TRY(volume::Volumes::open(store));
  const volume::Volumes::Users users = TRY(volumes.users());
  for (const volume::Volume& volume : TRY(volumes.list())) {
    const Fd data = TRY(volumes.open_data(volume));
    const std::uint64_t size = TRY(layout::folder_size(data));
    const bool is_used = users.contains(volume.name);
    ++out.volumes;
    out.volumes_active += is_used ? 1 : 0;
    out.volumes_size += size;
    out.volumes_reclaimable += is_used ? 0 : size;
  }
  return {};
}

}  // namespace

Result<Usage> usage(const layout::Store& store) {
  Usage out;
  const std::vector<layout::Root> roots = TRY(layout::list_roots(store));
  for (const layout::Root& root : roots) {
    if (holder_of(store, root).is_mount) continue;
    BundleUsage bundle = TRY(bundle_usage(root));
    out.bundles.push_back(std::move(bundle));
  }
  const Sizes sizes(store);
  std::vector<StoredImage> images = TRY(find_all(store));
  std::vector<Parts> parts;
  std::map<std::string, std::size_t> users;  // of each part
  Parts all;
  std::set<std::string> in_use;
  for (StoredImage& image : images) {
    Parts own = TRY(sizes.of(image));
    ImageUsage one;
    one.size = sum(own);
    const std::string digest = image.descriptor.digest.text();
    const bool is_used =
        std::any_of(roots.begin(), roots.end(), [&](const layout::Root& root) { return root.image == digest; });
    one.bundles = static_cast<std::size_t>(std::count_if(
        out.bundles.begin(), out.bundles.end(), [&](const BundleUsage& bundle) { return bundle.image == digest; }));
    for (const auto& [name, size] : own) {
      ++users[name];
      if (is_used) in_use.insert(name);
    }
    all.insert(own.begin(), own.end());
    one.image = std::move(image);
    out.images.push_back(std::move(one));
    parts.push_back(std::move(own));
  }
  out.images_size = sum(all);
  for (const auto& [name, size] : all) out.images_reclaimable += in_use.contains(name) ? 0 : size;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const auto& [name, size] : parts[i]) out.images[i].shared += users[name] > 1 ? size : 0;
  }
  const std::vector<layout::StoredRecord> records = TRY(layout::list_build_records(store));
  Parts cache;
  for (const layout::BuildRecord& record : records) {
    TRY(sizes.add_blob(record.blob, cache));
    TRY(sizes.add_layer({LayerId::By::kDiff, record.diff_id}, cache));
  }
  std::erase_if(cache, [&](const auto& part) { return all.contains(part.first); });
  out.cache_records = records.size();
  out.cache_size = sum(cache);
  TRY(add_volumes(store, out));
  return out;
}

}  // namespace imagetool::local
