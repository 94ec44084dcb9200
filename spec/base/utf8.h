// UTF-8, one character at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

struct Utf8Character {
  char32_t code = 0;
  std::size_t size = 0;  // bytes; 0 only where the text is empty
};

// The first character of `text`. A byte that begins none (RFC 3629) stands for
// itself as U+DC00 + byte, one byte long: different bytes stay different.
Utf8Character first_utf8(std::string_view text);

// All of them.
std::u32string decode_utf8(std::string_view text);

// Adds a character; what first_utf8 made of a stray byte becomes that byte again.
void append_utf8(std::string& out, char32_t code);

}  // namespace base
