// How large an image is, as Docker tells it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "spec/layout/find_image.h"
#include "spec/layout/layers.h"
#include "spec/layout/store.h"
#include "spec/layout/summaries.h"

namespace imagetool::local {

// Asks for a layer that is in many images once. The store must outlive it.
class LayerSizes {
 public:
  explicit LayerSizes(const spec::layout::Store& store) : unpacked_(spec::layout::unpacked_layers(store)) {}
  // The bytes of each layer's files, the lowest layer first; of one that is not
  // unpacked here, the bytes of its blob.
  std::vector<std::uint64_t> of(const spec::layout::StoredImage& image);
  // Their sum: SIZE.
  std::uint64_t sum(const spec::layout::StoredImage& image) { return sum(summary(image)); }
  static std::uint64_t sum(const spec::layout::Summary& summary);

  spec::layout::Summary summary(const spec::layout::StoredImage& image);
  // False where a layer was unpacked since, whose size is another now.
  bool is_current(const spec::layout::Summary& summary);

 private:
  using Size = std::optional<std::uint64_t>;
  Size unpacked_size(const spec::image::Digest& diff_id, const spec::image::Digest& chain_id);

  std::unique_ptr<spec::layout::UnpackedLayers> unpacked_;
  std::map<spec::image::Digest, Size> known_;                // by ChainID
  std::optional<std::set<spec::layout::LayerId>> all_ = {};  // that are unpacked
};

}  // namespace imagetool::local
