// A layer's tar on its way to the compressor.
#pragma once

#include <string_view>

#include "buildtool/build/interrupt.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/digest.h"

namespace buildtool::build {

// The plain tar on its way: counted into the DiffID, then compressed. A big
// layer takes seconds, so it is here that an interrupt is looked for.
class DigestingSink : public Sink {
 public:
  DigestingSink(Sink& next, const Interrupt& interrupt) : next_(next), interrupt_(interrupt) {}
  Result<void> write(std::string_view data) override {
    unlooked_ += data.size();
    if (unlooked_ > kLook) {
      TRY(interrupt_.check());
      unlooked_ = 0;
    }
    digester_.update(data);
    return next_.write(data);
  }
  spec::image::Digest finish() { return digester_.finish(); }

 private:
  static constexpr std::size_t kLook = 1 << 20;
  Sink& next_;
  const Interrupt& interrupt_;
  spec::image::Digester digester_;
  std::size_t unlooked_ = 0;
};

}  // namespace buildtool::build
