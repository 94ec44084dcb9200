// Compressed layers: as much comes out as is asked for, or an error.
#include "spec/layer/compression.h"
#include "tests/fuzz/target.h"
#include "tests/unit/layer_tools.h"

namespace {

using namespace spec::layer;

void undo(std::string_view bytes) {
  StringSource source{std::string(bytes), 777};
  const auto plain = decompress(source);
  if (plain) static_cast<void>(static_cast<bool>(read_to_end(**plain, 1 << 12, 1 << 20)));
}

std::string compressed(Compression form) {
  StringSink sink;
  auto compressor = compress(sink, form);
  if (compressor && (*compressor)->write("some words, some words, other words") && (*compressor)->finish())
    return sink.data;
  return {};
}

const fuzz::Added added({"spec_layer_decompress",
                         undo,
                         {compressed(Compression::kGzip), compressed(Compression::kZstd),
                          compressed(Compression::kGzip) + compressed(Compression::kGzip)}});

}  // namespace
