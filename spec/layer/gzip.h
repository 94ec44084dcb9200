// gzip (RFC 1952): inflated by ISA-L, the fastest; deflated by libdeflate,
// whose output is the same on every processor (ISA-L's is not).
#pragma once

#include <memory>

#include "spec/layer/compression.h"

namespace spec::layer {

// As decompress() and compress() in compression.h, for gzip.
Result<std::unique_ptr<Source>> gunzip(std::unique_ptr<Source> compressed);
Result<std::unique_ptr<Compressor>> gzip(Sink& out, int level);

}  // namespace spec::layer
