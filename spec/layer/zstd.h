// zstd (RFC 8878), by libzstd.
#pragma once

#include <memory>

#include "spec/layer/compression.h"

namespace spec::layer {

// As decompress() and compress() in compression.h, for zstd.
Result<std::unique_ptr<Source>> unzstd(std::unique_ptr<Source> compressed);
Result<std::unique_ptr<Compressor>> zstd(Sink& out, int level);

}  // namespace spec::layer
