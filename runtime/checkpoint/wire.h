// The wire format of Protocol Buffers, as much of it as CRIU's messages use:
// numbers (varint) and what has a length (text, messages).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace runtime::checkpoint {

// A message being written; fields in any order.
class WireWriter {
 public:
  void number(unsigned field, std::uint64_t value);  // also bool and enum; an int32 that is not negative
  void text(unsigned field, std::string_view value);
  void message(unsigned field, const WireWriter& value) { text(field, value.bytes()); }
  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value);
  std::string bytes_;
};

struct WireField {
  unsigned field = 0;
  std::uint64_t number = 0;  // of a number
  std::string_view text;     // of what has a length: a view into what is read
};

// Reads field by field; those of other types are passed over.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  // Nothing at the end; an error where the message is cut or makes no sense.
  Result<std::optional<WireField>> next();

 private:
  Result<std::uint64_t> varint();
  Result<std::string_view> take(std::uint64_t size);
  std::string_view rest_;
};

}  // namespace runtime::checkpoint
