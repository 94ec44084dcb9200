#include "spec/layer/zstd.h"

#include <zstd.h>

#include <string>
#include <vector>

#include "spec/base/text.h"

namespace spec::layer {

namespace {

// 128 MiB: the largest window that `zstd -19 --long` makes; more is refused, so
// that a frame's header cannot ask for gigabytes.
constexpr int kMaxWindowLog = 27;

Error zstd_error(std::size_t code) { return fail(std::string("zstd: ") + ZSTD_getErrorName(code)); }

class Unzstd : public Source {
 public:
  Unzstd(std::unique_ptr<Source> in, ZSTD_DCtx* context)
      : in_(std::move(in)), context_(context), buffer_(ZSTD_DStreamInSize()) {
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (size == 0) return std::size_t{0};
    ZSTD_outBuffer out = {buffer, size, 0};
    while (out.pos == 0) {
      if (input_.pos == input_.size && !ended_) {
        const std::size_t n = TRY(in_->read(buffer_.data(), buffer_.size()));
        input_ = {buffer_.data(), n, 0};
        ended_ = n == 0;
      }
      // At the end one more call gives what the decoder still holds back.
      if (ended_ && frame_done_) return std::size_t{0};
      const std::size_t before = input_.pos;
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &input_);
      if (ZSTD_isError(left)) return zstd_error(left);
      frame_done_ = left == 0;
      if (ended_ && out.pos == 0 && input_.pos == before && !frame_done_) return fail("zstd: the stream is cut short");
    }
    return out.pos;
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<Source> in_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  std::vector<char> buffer_;
  ZSTD_inBuffer input_ = {nullptr, 0, 0};
  bool ended_ = false;
  bool frame_done_ = false;  // between two frames
};

class Zstd : public Compressor {
 public:
  Zstd(Sink& out, ZSTD_CCtx* context) : out_(out), context_(context), buffer_(ZSTD_CStreamOutSize()) {}

  Result<void> write(std::string_view data) override {
    ZSTD_inBuffer in = {data.data(), data.size(), 0};
    while (in.pos < in.size) TRY(step(in, ZSTD_e_continue));
    return {};
  }

  Result<void> finish() override {
    ZSTD_inBuffer in = {nullptr, 0, 0};
    std::size_t left = 1;
    while (left > 0) left = TRY(step(in, ZSTD_e_end));
    return {};
  }

 private:
  // Returns how much the encoder still holds.
  Result<std::size_t> step(ZSTD_inBuffer& in, ZSTD_EndDirective directive) {
    ZSTD_outBuffer out = {buffer_.data(), buffer_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
    if (ZSTD_isError(left)) return zstd_error(left);
    if (out.pos > 0) TRY(out_.write(std::string_view(buffer_.data(), out.pos)));
    return left;
  }

  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  Sink& out_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::vector<char> buffer_;
};

}  // namespace

Result<std::unique_ptr<Source>> unzstd(std::unique_ptr<Source> compressed) {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  if (context == nullptr) return fail_errno("zstd", ENOMEM);
  return std::unique_ptr<Source>(std::make_unique<Unzstd>(std::move(compressed), context));
}

Result<std::unique_ptr<Compressor>> zstd(Sink& out, int level) {
  constexpr int kDefaultLevel = 3;
  constexpr int kMaxLevel = 19;  // those above need windows that readers refuse
  if (level < 0 || level > kMaxLevel) return fail(concat("zstd: there is no level ", level));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (context == nullptr) return fail_errno("zstd", ENOMEM);
  auto stream = std::make_unique<Zstd>(out, context);
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level == 0 ? kDefaultLevel : level);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  return std::unique_ptr<Compressor>(std::move(stream));
}

}  // namespace spec::layer
