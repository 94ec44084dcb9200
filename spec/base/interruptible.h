// A stream that ends at the first signal, for what is only files and never waits.
#pragma once

#include "spec/base/interrupt.h"
#include "spec/base/stream.h"

namespace base {

class Interruptible : public Sink {
 public:
  // `out` must outlive it.
  explicit Interruptible(Sink& out) : out_(out) {}
  Result<void> write(std::string_view data) override {
    TRY(check_interrupted());
    return out_.write(data);
  }

 private:
  Sink& out_;
};

}  // namespace base
