// The few things about strings that the standard library leaves out.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"

namespace base {

namespace text_detail {
inline void append(std::string& out, std::string_view part) { out += part; }
inline void append(std::string& out, char part) { out += part; }
template <std::integral N>
void append(std::string& out, N part) {
  out += std::to_string(part);
}
}  // namespace text_detail

// concat("pid ", 7, ": gone"): strings, characters and whole numbers in a row.
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::string out;
  (text_detail::append(out, parts), ...);
  return out;
}

// The pieces between separators; "" has one empty piece, "a," has two.
std::vector<std::string> split(std::string_view text, char separator);
// The pieces that are not empty, between runs of white space.
std::vector<std::string> split_words(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
// Without white space at both ends; a view into `text`.
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);

// A whole decimal number and nothing else: no sign for unsigned types, no
// spaces, no overflow.
template <std::integral N>
std::optional<N> parse_number(std::string_view text) {
  N number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}
// The same for octal digits, as in a mode: "0755", "1777".
std::optional<std::uint32_t> parse_octal(std::string_view text);

}  // namespace base
