// A stream that ends in memory: for what is small, whose writer bounds it.
#pragma once

#include <string>

#include "spec/base/stream.h"

namespace base {

class TextSink : public Sink {
 public:
  Result<void> write(std::string_view data) override {
    text += data;
    return {};
  }
  std::string text;
};

}  // namespace base
