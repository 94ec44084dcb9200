#include "imagetool/local/size.h"

#include <numeric>
#include <optional>

#include "spec/image/chain_id.h"

namespace imagetool::local {

namespace layout = spec::layout;

std::vector<std::uint64_t> layer_sizes(const layout::Store& store, const layout::StoredImage& image) {
  const auto& diff_ids = image.config.rootfs.diff_ids;
  const auto chain = spec::image::chain_ids(diff_ids);
  const auto unpacked = layout::unpacked_layers(store);
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
    sizes.push_back(image.manifest.layers[i].size);
    if (i >= diff_ids.size()) continue;
    // A size is no reason to fail: what cannot be counted has its blob's.
    const Result<std::optional<layout::UnpackedLayer>> layer = unpacked->find(diff_ids[i], chain[i]);
    if (!layer || !*layer) continue;
    if (const Result<std::uint64_t> size = unpacked->size(**layer)) sizes.back() = *size;
  }
  return sizes;
}

std::uint64_t size_of(const layout::Store& store, const layout::StoredImage& image) {
  const std::vector<std::uint64_t> sizes = layer_sizes(store, image);
  return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
}

}  // namespace imagetool::local
