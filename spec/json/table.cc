#include "spec/json/table.h"

#include <charconv>

namespace spec::json {

std::string Place::text() const {
  if (parent_ == nullptr) return {};
  const std::string outer = parent_->text();
  if (name_.data() == nullptr) return concat(outer, '[', index_, ']');
  return outer.empty() ? std::string(name_) : concat(outer, '.', name_);
}

Error Place::error(const std::string& reason) const {
  const std::string where = text();
  if (problems_ != nullptr) problems_->add(where, reason);
  return fail(where.empty() ? reason : where + ": " + reason);
}

Result<void> decode(const Value& value, const Place& place, bool& out) {
  const bool* flag = value.boolean();
  if (flag == nullptr) return place.error("expected true or false");
  out = *flag;
  return {};
}

Result<void> decode(const Value& value, const Place& place, double& out) {
  const Number* number = value.number();
  if (number == nullptr) return place.error("expected a number");
  const char* end = number->digits.data() + number->digits.size();
  const auto [stop, error] = std::from_chars(number->digits.data(), end, out);
  if (error != std::errc{} || stop != end) return place.error("number out of range: " + number->digits);
  return {};
}

Result<void> decode(const Value& value, const Place& place, std::string& out) {
  const std::string* text = value.string();
  if (text == nullptr) return place.error("expected a string");
  if (text->find('\0') != std::string::npos) return place.error("contains a NUL byte");
  out = *text;
  return {};
}

Result<void> decode(const Value& value, const Place&, Value& out) {
  out = value;
  return {};
}

Result<void> decode_integer(const Value& value, const Place& place, std::int64_t min, std::uint64_t max,
                            std::uint64_t& out) {
  const Number* number = value.number();
  if (number == nullptr) return place.error("expected a whole number");
  if (number->digits.find_first_of(".eE") != std::string::npos) {
    return place.error("expected a whole number, got " + number->digits);
  }
  const std::optional<std::uint64_t> natural = parse_number<std::uint64_t>(number->digits);
  if (natural && *natural <= max) {
    out = *natural;
    return {};
  }
  const std::optional<std::int64_t> negative = parse_number<std::int64_t>(number->digits);
  if (negative && *negative < 0 && *negative >= min) {
    out = static_cast<std::uint64_t>(*negative);
    return {};
  }
  return place.error(concat("number out of range: ", number->digits, " is not between ", min, " and ", max));
}

Value encode(bool flag) { return Value(flag); }

Value encode(double number) {
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return Value(Number{std::string(digits, error == std::errc{} ? end : digits)});
}

Value encode(const std::string& text) { return Value(text); }

Value encode(const Value& value) { return value; }

}  // namespace spec::json
