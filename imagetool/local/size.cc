#include "imagetool/local/size.h"

#include <numeric>
#include <optional>

#include "spec/image/chain_id.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Digest;

std::uint64_t LayerSizes::ask(const Digest& diff_id, const Digest& chain_id, std::uint64_t blob) const {
  // A size is no reason to fail: what cannot be counted has its blob's.
  const Result<std::optional<layout::UnpackedLayer>> layer = unpacked_->find(diff_id, chain_id);
  if (!layer || !*layer) return blob;
  const Result<std::uint64_t> size = unpacked_->size(**layer);
  return size ? *size : blob;
}

std::vector<std::uint64_t> LayerSizes::of(const layout::StoredImage& image) {
  const auto& diff_ids = image.config.rootfs.diff_ids;
  const auto chain = spec::image::chain_ids(diff_ids);
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
    const spec::image::Descriptor& blob = image.manifest.layers[i];
    sizes.push_back(blob.size);
    if (i >= diff_ids.size()) continue;
    const auto [known, is_new] = known_.try_emplace({chain[i], blob.digest}, blob.size);
    if (is_new) known->second = ask(diff_ids[i], chain[i], blob.size);
    sizes.back() = known->second;
  }
  return sizes;
}

std::uint64_t LayerSizes::sum(const layout::StoredImage& image) {
  const std::vector<std::uint64_t> sizes = of(image);
  return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
}

}  // namespace imagetool::local
