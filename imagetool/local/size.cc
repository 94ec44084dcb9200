#include "imagetool/local/size.h"

#include <algorithm>

#include "spec/image/chain_id.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Digest;

LayerSizes::Size LayerSizes::unpacked_size(const Digest& diff_id, const Digest& chain_id) {
  const auto [known, is_new] = known_.try_emplace(chain_id);
  if (!is_new) return known->second;
  // A size is no reason to fail: what cannot be counted has its blob's.
  const Result<std::optional<layout::UnpackedLayer>> layer = unpacked_->find(diff_id, chain_id);
  if (!layer || !*layer) return std::nullopt;
  const Result<std::uint64_t> size = unpacked_->size(**layer);
  if (size) known->second = *size;
  return known->second;
}

std::vector<std::uint64_t> LayerSizes::of(const layout::StoredImage& image) {
  const auto& diff_ids = image.config.rootfs.diff_ids;
  const auto chain = spec::image::chain_ids(diff_ids);
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
    const std::uint64_t packed = image.manifest.layers[i].size;
    sizes.push_back(i < diff_ids.size() ? unpacked_size(diff_ids[i], chain[i]).value_or(packed) : packed);
  }
  return sizes;
}

layout::Summary LayerSizes::summary(const layout::StoredImage& image) {
  const auto& diff_ids = image.config.rootfs.diff_ids;
  const auto chain = spec::image::chain_ids(diff_ids);
  layout::Summary out{image.descriptor.digest, image.id(), image.config.created, 0, {}};
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
    const std::uint64_t packed = image.manifest.layers[i].size;
    const Size unpacked = i < diff_ids.size() ? unpacked_size(diff_ids[i], chain[i]) : packed;
    if (unpacked) {
      out.bytes += *unpacked;
    } else {
      out.packed.push_back({packed, diff_ids[i], chain[i]});
    }
  }
  return out;
}

bool LayerSizes::is_current(const layout::Summary& summary) {
  if (summary.packed.empty()) return true;
  if (!all_) {
    const Result<std::vector<layout::LayerId>> all = unpacked_->list();
    if (!all) return false;
    all_.emplace(all->begin(), all->end());
  }
  using By = layout::LayerId::By;
  return std::none_of(summary.packed.begin(), summary.packed.end(), [&](const layout::Summary::Packed& layer) {
    return all_->contains({By::kDiff, layer.diff_id}) || all_->contains({By::kChain, layer.chain_id});
  });
}

std::uint64_t LayerSizes::sum(const layout::Summary& summary) {
  std::uint64_t bytes = summary.bytes;
  for (const layout::Summary::Packed& layer : summary.packed) bytes += layer.bytes;
  return bytes;
}

}  // namespace imagetool::local
