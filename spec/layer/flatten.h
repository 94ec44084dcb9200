// Several layers as one, from tars to a tar: nothing is unpacked, and nobody's privilege is needed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace spec::layer {

// A layer's plain tar, from its start; it is read two times.
using LayerReader = std::function<Result<std::unique_ptr<Source>>()>;

// Writes into `out` what the layers (the lowest first) do to the tree that the first `base` of them come to; with no
// base all of it, without a whiteout. Folders come first, each before what it holds, with whiteouts and opaque marks
// after it; then files as the layers have them. Every folder on the way to a change is an entry. A file with several
// names is one, whichever layers these are from. The same layers give the same bytes.
Result<void> flatten(const std::vector<LayerReader>& layers, std::size_t base, Sink& out);

}  // namespace spec::layer
