#include "spec/cli/numbers.h"

#include <charconv>
#include <limits>

#include "spec/base/text.h"
#include "spec/cli/csv.h"

namespace spec::cli {

namespace {

// As Go's strconv tells it.
Error syntax(const char* function, const std::string& text) {
  return fail(concat("strconv.", function, ": parsing \"", text, "\": invalid syntax"));
}

// The power of 1024 that "", "b", "k", "KB", "kib" and so on stand for; negative: no unit.
int power_of(std::string_view unit) {
  constexpr std::string_view kUnits = "bkmgtp";
  const std::string lower = to_lower(unit);
  if (lower.empty() || lower == "b") return 0;
  const std::size_t power = kUnits.find(lower[0], 1);
  const std::string rest = lower.substr(1);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) return -1;
  return static_cast<int>(power);
}

}  // namespace

Result<std::int64_t> parse_bytes(const std::string& text) {
  const Error invalid = fail(concat("invalid size: '", text, "'"));
  const std::size_t end = text.find_first_not_of("0123456789.");
  const std::string_view digits = std::string_view(text).substr(0, end);
  const int power = power_of(end == std::string::npos ? "" : trim(std::string_view(text).substr(end)));
  double number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc{} || stop != digits.data() + digits.size() || power < 0) return invalid;
  for (int i = 0; i < power; ++i) number *= 1024;
  if (number >= static_cast<double>(std::numeric_limits<std::int64_t>::max())) return invalid;
  return static_cast<std::int64_t>(number);
}

Result<std::int64_t> parse_cpus(const std::string& text) {
  constexpr std::size_t kDecimals = 9;
  const std::size_t dot = text.find('.');
  const std::string whole = text.substr(0, dot);
  std::string decimals = dot == std::string::npos ? "" : text.substr(dot + 1);
  while (decimals.size() > kDecimals && decimals.ends_with('0')) decimals.pop_back();
  if (decimals.size() > kDecimals) return fail("value is too precise");
  decimals.resize(kDecimals, '0');
  const auto units = parse_number<std::uint32_t>(whole.empty() ? "0" : whole);
  const auto parts = parse_number<std::uint32_t>(decimals);
  if (!units || !parts || text == "." || text.empty()) {
    return fail(concat("failed to parse ", text, " as a rational number"));
  }
  return std::int64_t{*units} * 1'000'000'000 + *parts;
}

Result<std::int64_t> parse_int(const std::string& text) {
  const auto number = parse_number<std::int64_t>(text);
  if (!number) return syntax("ParseInt", text);
  return *number;
}

Result<bool> parse_bool(const std::string& text) {
  const Result<bool> value = parse_option_bool({"", text, true});
  if (!value) return syntax("ParseBool", text);
  return *value;
}

}  // namespace spec::cli
