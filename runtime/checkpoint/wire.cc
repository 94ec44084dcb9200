#include "runtime/checkpoint/wire.h"

namespace runtime::checkpoint {

namespace {

enum WireType : unsigned { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

}  // namespace

void WireWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
  bytes_ += static_cast<char>(value);
}

void WireWriter::number(unsigned field, std::uint64_t value) {
  varint(std::uint64_t{field} << 3 | kVarint);
  varint(value);
}

void WireWriter::text(unsigned field, std::string_view value) {
  varint(std::uint64_t{field} << 3 | kLength);
  varint(value.size());
  bytes_ += value;
}

Result<std::uint64_t> WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) return fail("message cut short");
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return fail("message with a number that is too long");
}

Result<std::string_view> WireReader::take(std::uint64_t size) {
  if (size > rest_.size()) return fail("message cut short");
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

Result<std::optional<WireField>> WireReader::next() {
  while (!rest_.empty()) {
    const std::uint64_t tag = TRY(varint());
    WireField field;
    field.field = static_cast<unsigned>(tag >> 3);
    switch (tag & 7) {
      case kVarint:
        field.number = TRY(varint());
        return std::optional(field);
      case kLength: {
        const std::uint64_t size = TRY(varint());
        field.text = TRY(take(size));
        return std::optional(field);
      }
      case kFixed64:
        TRY(take(8));
        break;
      case kFixed32:
        TRY(take(4));
        break;
      default:
        return fail("message with an unknown type");
    }
  }
  return std::optional<WireField>();
}

}  // namespace runtime::checkpoint
