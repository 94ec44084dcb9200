// What a person types or pipes into a build.
#pragma once

#include "buildtool/build/interrupt.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace buildtool::build {

// All of standard input; ends with "interrupted" while it waits for more, too.
Result<void> copy_standard_input(const Interrupt& interrupt, Sink& sink);

// Into a text, of at most `max_bytes`.
class TextSink : public Sink {
 public:
  TextSink(std::string& text, std::uint64_t max_bytes) : text_(text), max_bytes_(max_bytes) {}
  Result<void> write(std::string_view data) override;

 private:
  std::string& text_;
  std::uint64_t max_bytes_;
};

}  // namespace buildtool::build
