// A blob on its way: no more of it than its descriptor says, from one reply or many.
#pragma once

#include <algorithm>
#include <cstdint>

#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/base/text.h"

namespace imagetool::registry {

class BoundedSink : public Sink {
 public:
  // `out` must outlive it, and has the first `received` bytes already.
  BoundedSink(Sink& out, std::uint64_t limit, std::uint64_t received = 0)
      : out_(out), limit_(limit), received_(received) {}

  // A reply starts at this byte of the blob; what was there already is passed over.
  Result<void> start_at(std::uint64_t offset) {
    if (offset > received_) return fail("the reply starts beyond what was asked for");
    skip_ = received_ - offset;
    return {};
  }
  Result<void> write(std::string_view data) override {
    const std::uint64_t skipped = std::min<std::uint64_t>(skip_, data.size());
    skip_ -= skipped;
    data.remove_prefix(static_cast<std::size_t>(skipped));
    const std::string_view wanted = data.substr(0, static_cast<std::size_t>(limit_ - received_));
    Result<void> written = out_.write(wanted);
    if (!written) {
      out_failed_ = true;
      return written;
    }
    received_ += wanted.size();
    if (wanted.size() == data.size()) return {};
    return fail(concat("the registry sends more than the ", limit_, " bytes that the manifest says"));
  }
  std::uint64_t received() const { return received_; }
  bool out_failed() const { return out_failed_; }  // no other registry can help

 private:
  Sink& out_;
  std::uint64_t limit_;
  std::uint64_t received_;
  std::uint64_t skip_ = 0;
  bool out_failed_ = false;
};

}  // namespace imagetool::registry
