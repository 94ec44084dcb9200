#include "spec/layer/gzip.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <string>
#include <vector>

#include "spec/base/text.h"

namespace spec::layer {

namespace {

constexpr std::size_t kInputBuffer = 128 << 10;

class Gunzip : public Source {
 public:
  explicit Gunzip(std::unique_ptr<Source> in)
      : in_(std::move(in)), state_(std::make_unique<inflate_state>()), buffer_(kInputBuffer) {
    begin_member();
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (size == 0) return std::size_t{0};
    state_->next_out = reinterpret_cast<std::uint8_t*>(buffer);
    state_->avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(size, 1 << 30));
    const std::uint32_t wanted = state_->avail_out;
    while (state_->avail_out == wanted) {
      if (state_->block_state == ISAL_BLOCK_FINISH) {
        const bool more = TRY(next_member());
        if (!more) return std::size_t{0};
      }
      if (state_->avail_in == 0 && !ended_) TRY(fill());
      const std::uint32_t before = state_->avail_in;
      const int status = isal_inflate(state_.get());
      if (status != ISAL_DECOMP_OK) return damaged(status);
      const bool stuck = state_->avail_out == wanted && state_->avail_in == before;
      if (stuck && ended_ && state_->block_state != ISAL_BLOCK_FINISH) return fail("gzip: the stream is cut short");
    }
    return static_cast<std::size_t>(wanted - state_->avail_out);
  }

 private:
  void begin_member() {
    std::uint8_t* next = state_->next_in;
    const std::uint32_t left = state_->avail_in;
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
    state_->next_in = next;
    state_->avail_in = left;
  }

  // Only a further member may follow one: anything else would be bytes that
  // the blob's digest covers and no tool agrees on.
  Result<bool> next_member() {
    if (state_->avail_in == 0 && !ended_) TRY(fill());
    if (state_->avail_in == 0) return false;
    if (*state_->next_in != 0x1f) return fail("gzip: there is something after the end of the stream");
    std::uint8_t* out = state_->next_out;
    const std::uint32_t room = state_->avail_out;
    begin_member();
    state_->next_out = out;
    state_->avail_out = room;
    return true;
  }

  Result<void> fill() {
    const std::size_t n = TRY(in_->read(buffer_.data(), buffer_.size()));
    state_->next_in = reinterpret_cast<std::uint8_t*>(buffer_.data());
    state_->avail_in = static_cast<std::uint32_t>(n);
    ended_ = n == 0;
    return {};
  }

  static Error damaged(int status) {
    if (status == ISAL_INCORRECT_CHECKSUM) return fail("gzip: the checksum is wrong: the stream is damaged");
    return fail("gzip: the stream is damaged");
  }

  std::unique_ptr<Source> in_;
  std::unique_ptr<inflate_state> state_;
  std::vector<char> buffer_;
  bool ended_ = false;
};

// One gzip member for each piece of this size. Smaller pieces compress worse
// (0.3 % at this size), larger ones cost memory.
constexpr std::size_t kPiece = 1 << 20;

class Gzip : public Compressor {
 public:
  Gzip(Sink& out, libdeflate_compressor* deflate) : out_(out), deflate_(deflate) { piece_.reserve(kPiece); }

  Result<void> write(std::string_view data) override {
    while (!data.empty()) {
      const std::size_t n = std::min(data.size(), kPiece - piece_.size());
      piece_.append(data.substr(0, n));
      data.remove_prefix(n);
      if (piece_.size() == kPiece) TRY(flush());
    }
    return {};
  }

  // An empty input is one empty member: nothing at all would be no gzip file.
  Result<void> finish() override { return piece_.empty() && written_ ? Result<void>() : flush(); }

 private:
  Result<void> flush() {
    // Most layers of a build are small: no more memory is touched than they need.
    member_.resize(libdeflate_gzip_compress_bound(deflate_.get(), piece_.size()));
    const std::size_t n =
        libdeflate_gzip_compress(deflate_.get(), piece_.data(), piece_.size(), member_.data(), member_.size());
    if (n == 0) return fail("gzip: libdeflate failed");
    piece_.clear();
    written_ = true;
    return out_.write(std::string_view(member_.data(), n));
  }

  struct Free {
    void operator()(libdeflate_compressor* deflate) const { libdeflate_free_compressor(deflate); }
  };
  Sink& out_;
  std::unique_ptr<libdeflate_compressor, Free> deflate_;
  std::string piece_;
  std::string member_;
  bool written_ = false;
};

}  // namespace

Result<std::unique_ptr<Source>> gunzip(std::unique_ptr<Source> compressed) {
  return std::unique_ptr<Source>(std::make_unique<Gunzip>(std::move(compressed)));
}

Result<std::unique_ptr<Compressor>> gzip(Sink& out, int level) {
  constexpr int kDefaultLevel = 6;
  libdeflate_compressor* deflate = libdeflate_alloc_compressor(level == 0 ? kDefaultLevel : level);
  if (deflate == nullptr) return fail(concat("gzip: there is no level ", level));
  return std::unique_ptr<Compressor>(std::make_unique<Gzip>(out, deflate));
}

}  // namespace spec::layer
