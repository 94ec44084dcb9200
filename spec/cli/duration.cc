#include "spec/cli/duration.h"

#include <cmath>
#include <limits>
#include <optional>

#include "spec/base/text.h"

namespace spec::cli {

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

// A number with its fraction but without trailing zeros: "1.5", "3".
std::string decimal(std::int64_t value, std::int64_t unit) {
  std::string out = std::to_string(value / unit);
  std::string fraction;
  for (std::int64_t rest = value % unit; rest != 0 && unit > 1; rest %= unit) {
    unit /= 10;
    fraction += static_cast<char>('0' + rest / unit);
  }
  return fraction.empty() ? out : out + "." + fraction;
}

}  // namespace

Result<std::int64_t> parse_duration(std::string_view text) {
  const auto invalid = [&] { return fail(concat("time: invalid duration \"", text, '"')); };
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
    if (unit.empty()) return fail(concat("time: missing unit in duration \"", text, '"'));
    const std::optional<double> scale = nanoseconds_of(unit);
    if (!scale) return fail(concat("time: unknown unit \"", unit, "\" in duration \"", text, '"'));
    total += *number * static_cast<long double>(*scale);
    rest.remove_prefix(end);
  }
  if (total >= static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return invalid();
  const auto nanoseconds = static_cast<std::int64_t>(std::round(total));
  return negative ? -nanoseconds : nanoseconds;
}

std::string duration_text(std::int64_t nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (nanoseconds < 0) return "-" + duration_text(-nanoseconds);
  if (nanoseconds == 0) return "0s";
  if (nanoseconds < 1'000) return concat(nanoseconds, "ns");
  if (nanoseconds < 1'000'000) return decimal(nanoseconds, 1'000) + "\u00b5s";
  if (nanoseconds < kSecond) return decimal(nanoseconds, 1'000'000) + "ms";
  const std::int64_t minutes = nanoseconds / kSecond / 60;
  std::string seconds = decimal(nanoseconds % (60 * kSecond), kSecond) + "s";
  if (minutes == 0) return seconds;
  if (minutes < 60) return concat(minutes, "m", seconds);
  return concat(minutes / 60, "h", minutes % 60, "m", seconds);
}

}  // namespace spec::cli
