// How large an image is, as Docker tells it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "spec/layout/find_image.h"
#include "spec/layout/layers.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Asks for a layer that is in many images once. The store must outlive it.
class LayerSizes {
 public:
  explicit LayerSizes(const spec::layout::Store& store) : unpacked_(spec::layout::unpacked_layers(store)) {}
  // The bytes of each layer's files, the lowest layer first; of one that is not
  // unpacked here, the bytes of its blob.
  std::vector<std::uint64_t> of(const spec::layout::StoredImage& image);
  // Their sum: SIZE.
  std::uint64_t sum(const spec::layout::StoredImage& image);

 private:
  std::uint64_t ask(const spec::image::Digest& diff_id, const spec::image::Digest& chain_id, std::uint64_t blob) const;

  std::unique_ptr<spec::layout::UnpackedLayers> unpacked_;
  std::map<std::pair<spec::image::Digest, spec::image::Digest>, std::uint64_t> known_;  // by ChainID and blob
};

}  // namespace imagetool::local
