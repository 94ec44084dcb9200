// How large an image is, as Docker tells it.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/layout/find_image.h"
#include "spec/layout/layers.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// The bytes of each layer's files, the lowest layer first; of one that is not
// unpacked here, the bytes of its blob.
std::vector<std::uint64_t> layer_sizes(const spec::layout::Store& store, const spec::layout::StoredImage& image);
// Their sum: SIZE.
std::uint64_t size_of(const spec::layout::Store& store, const spec::layout::StoredImage& image);

}  // namespace imagetool::local
