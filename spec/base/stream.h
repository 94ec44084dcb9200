// Bytes that flow: what layers, blobs and archives are read from and written to.
#pragma once

#include <cstddef>
#include <string_view>

#include "spec/base/result.h"

namespace base {

class Source {
 public:
  virtual ~Source() = default;
  // Fills at most `size` bytes of `buffer`, returns how many: 0 only at the end.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

class Sink {
 public:
  virtual ~Sink() = default;
  // Takes all of `data`, or fails.
  virtual Result<void> write(std::string_view data) = 0;
};

}  // namespace base
