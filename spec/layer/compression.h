// Compressed layers: gzip and zstd, both ways, as streams.
#pragma once

#include <memory>
#include <string_view>

#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/media_type.h"

namespace spec::layer {

using image::Compression;  // kNone, kGzip, kZstd

// What the first bytes say (four are enough); kNone for anything unknown.
Compression detect_compression(std::string_view start);

// The plain bytes of `compressed`, which must outlive what is returned. The
// form is found from the first bytes. gzip may have many members, zstd many
// frames with windows of up to 128 MiB. A stream that is cut short, damaged, or
// followed by anything else is an error. Memory is bounded; how much comes out
// is the reader's to limit.
Result<std::unique_ptr<Source>> decompress(Source& compressed);

// Takes plain bytes and writes the compressed ones.
class Compressor : public Sink {
 public:
  // Writes what is left. Once, at the end; nothing may be written after it.
  virtual Result<void> finish() = 0;
};

// `out` must outlive what is returned. The same input and level give the same
// bytes on every processor, however it is cut into writes: gzip is a row of
// members of a fixed size of input each. Level 0 is the default: gzip 6 (up to
// 12), zstd 3 (up to 19).
Result<std::unique_ptr<Compressor>> compress(Sink& out, Compression form, int level = 0);

}  // namespace spec::layer
