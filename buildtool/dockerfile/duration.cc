#include "buildtool/dockerfile/duration.h"

#include <cmath>
#include <limits>
#include <optional>

#include "buildtool/dockerfile/quote.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

std::optional<double> nanoseconds_of(std::string_view unit) {
  if (unit == "ns") return 1.0;
  if (unit == "us" || unit == "\xC2\xB5s" || unit == "\xCE\xBCs") return 1e3;
  if (unit == "ms") return 1e6;
  if (unit == "s") return 1e9;
  if (unit == "m") return 60e9;
  if (unit == "h") return 3600e9;
  return std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "12.5" at the front, taken off; nothing where there is no digit.
std::optional<long double> take_number(std::string_view& text) {
  long double number = 0;
  long double place = 1;
  bool digits = false;
  bool fraction = false;
  for (; !text.empty() && (is_digit(text.front()) || (text.front() == '.' && !fraction)); text.remove_prefix(1)) {
    if (text.front() == '.') {
      fraction = true;
      continue;
    }
    digits = true;
    if (fraction) {
      place /= 10;
      number += place * (text.front() - '0');
    } else {
      number = number * 10 + (text.front() - '0');
    }
  }
  if (!digits) return std::nullopt;
  return number;
}

}  // namespace

Result<std::int64_t> parse_duration(std::string_view text) {
  const auto invalid = [&] { return fail(concat("time: invalid duration ", quoted(text))); };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return std::int64_t{0};
  if (rest.empty()) return invalid();

  long double total = 0;
  while (!rest.empty()) {
    const std::optional<long double> number = take_number(rest);
    if (!number) return invalid();
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '.' && !is_digit(rest[end])) ++end;
    const std::string_view unit = rest.substr(0, end);
    if (unit.empty()) return fail(concat("time: missing unit in duration ", quoted(text)));
    const std::optional<double> scale = nanoseconds_of(unit);
    if (!scale) return fail(concat("time: unknown unit ", quoted(unit), " in duration ", quoted(text)));
    total += *number * static_cast<long double>(*scale);
    rest.remove_prefix(end);
  }
  if (total >= static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return invalid();
  const auto nanoseconds = static_cast<std::int64_t>(std::round(total));
  return negative ? -nanoseconds : nanoseconds;
}

}  // namespace buildtool::dockerfile
