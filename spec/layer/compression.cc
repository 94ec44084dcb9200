#include "spec/layer/compression.h"

#include <algorithm>
#include <string>

#include "spec/base/text.h"
#include "spec/layer/gzip.h"
#include "spec/layer/zstd.h"

namespace spec::layer {

namespace {

// A source whose first bytes were read to find out what it is.
class Rewound : public Source {
 public:
  Rewound(std::string start, Source& rest) : start_(std::move(start)), rest_(rest) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (used_ == start_.size()) return rest_.read(buffer, size);
    const std::size_t n = start_.copy(buffer, size, used_);
    used_ += n;
    return n;
  }

 private:
  std::string start_;
  std::size_t used_ = 0;
  Source& rest_;
};

class Copy : public Compressor {
 public:
  explicit Copy(Sink& out) : out_(out) {}
  Result<void> write(std::string_view data) override { return out_.write(data); }
  Result<void> finish() override { return {}; }

 private:
  Sink& out_;
};

bool is_zstd(std::string_view start) {
  if (start.size() < 4) return false;
  if (start.substr(0, 4) == "\x28\xb5\x2f\xfd") return true;
  // A skippable frame may come first (RFC 8878, 3.1.2).
  return (static_cast<unsigned char>(start[0]) & 0xf0) == 0x50 && start.substr(1, 3) == "\x2a\x4d\x18";
}

}  // namespace

Compression detect_compression(std::string_view start) {
  if (start.size() >= 3 && start.substr(0, 3) == "\x1f\x8b\x08") return Compression::kGzip;
  return is_zstd(start) ? Compression::kZstd : Compression::kNone;
}

Result<std::unique_ptr<Source>> decompress(Source& compressed) {
  std::string start(4, '\0');
  std::size_t have = 0;
  while (have < start.size()) {
    const std::size_t n = TRY(compressed.read(start.data() + have, start.size() - have));
    if (n == 0) break;
    have += n;
  }
  start.resize(have);
  const Compression form = detect_compression(start);
  auto whole = std::make_unique<Rewound>(std::move(start), compressed);
  switch (form) {
    case Compression::kGzip:
      return gunzip(std::move(whole));
    case Compression::kZstd:
      return unzstd(std::move(whole));
    case Compression::kNone:
      break;
  }
  return std::unique_ptr<Source>(std::move(whole));
}

Result<std::unique_ptr<Compressor>> compress(Sink& out, Compression form, int level) {
  switch (form) {
    case Compression::kGzip:
      return gzip(out, level);
    case Compression::kZstd:
      return zstd(out, level);
    case Compression::kNone:
      break;
  }
  return std::unique_ptr<Compressor>(std::make_unique<Copy>(out));
}

}  // namespace spec::layer
