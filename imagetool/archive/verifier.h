// A blob on its way: counted and digested, and no more of it than its descriptor says.
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/base/interrupt.h"
#include "spec/base/stream.h"
#include "spec/base/text.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"

namespace imagetool::archive {

class Verifier : public Sink {
 public:
  // `out` must outlive it.
  Verifier(Sink& out, const spec::image::Descriptor& blob)
      : out_(out), digest_(blob.digest), size_(blob.size), digester_(blob.digest.algorithm()) {}

  Result<void> write(std::string_view data) override {
    TRY(check_interrupted());
    if (data.size() > size_ - received_) {
      return fail(concat(digest_.text(), ": longer than the ", size_, " bytes that its descriptor says"));
    }
    received_ += data.size();
    digester_.update(data);
    return out_.write(data);
  }

  // After the last byte: was it all, and the right one?
  Result<void> finish() {
    if (received_ != size_) {
      return fail(concat(digest_.text(), ": ends after ", received_, " of ", size_, " bytes"));
    }
    const spec::image::Digest found = digester_.finish();
    if (found != digest_) return fail(concat(digest_.text(), ": the content's digest is ", found.text()));
    return {};
  }

  std::uint64_t received() const { return received_; }

 private:
  Sink& out_;
  spec::image::Digest digest_;
  std::uint64_t size_;
  std::uint64_t received_ = 0;
  spec::image::Digester digester_;
};

}  // namespace imagetool::archive
