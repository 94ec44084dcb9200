#include "spec/format/functions.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>

#include "spec/base/text.h"
#include "spec/format/print.h"
#include "spec/json/text.h"

namespace spec::format {

namespace {

using json::Value;
using Arguments = std::vector<Value>;

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
constexpr std::int64_t kWidest = 1000;  // of pad

Result<std::string> text_of(const Value& value) {
  if (value.string() == nullptr) return fail(concat("expected a string, not ", go_text(value)));
  return *value.string();
}

Result<std::int64_t> integer_of(const Value& value) {
  const std::optional<std::int64_t> number =
      value.number() == nullptr ? std::nullopt : parse_number<std::int64_t>(value.number()->digits);
  if (!number) return fail(concat("expected an integer, not ", go_text(value)));
  return *number;
}

std::optional<std::size_t> length_of(const Value& value) {
  if (value.string() != nullptr) return value.string()->size();
  if (value.array() != nullptr) return value.array()->size();
  if (value.object() != nullptr) return value.object()->size();
  return std::nullopt;
}

// The evaluator ends `and` and `or` early; here is what is left of them.
Result<Value> last(const Arguments& arguments) { return arguments.back(); }

Result<Value> negate(const Arguments& arguments) { return Value(!is_true(arguments[0])); }

Result<Value> length(const Arguments& arguments) {
  const std::optional<std::size_t> size = length_of(arguments[0]);
  if (!size) return fail(concat("len of ", go_text(arguments[0])));
  return Value::integer(static_cast<std::uint64_t>(*size));
}

// As of Docker's maps of strings, what is not there is the empty string.
Result<Value> index(const Arguments& arguments) {
  Value at = arguments[0];
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (at.object() != nullptr) {
      const std::string key = TRY(text_of(arguments[i]));
      const Value* found = at.find(key);
      Value next = found == nullptr ? Value("") : *found;
      at = std::move(next);
    } else if (at.array() != nullptr) {
      const std::int64_t number = TRY(integer_of(arguments[i]));
      if (number < 0 || static_cast<std::uint64_t>(number) >= at.array()->size()) {
        return fail(concat("index out of range: ", number));
      }
      Value next = (*at.array())[static_cast<std::size_t>(number)];
      at = std::move(next);
    } else {
      return fail(concat("can't index item of type ", at.is_null() ? "nil" : go_text(at)));
    }
  }
  return at;
}

Result<Value> slice(const Arguments& arguments) {
  const std::optional<std::size_t> size = length_of(arguments[0]);
  if (!size || arguments[0].object() != nullptr) return fail(concat("can't slice ", go_text(arguments[0])));
  const std::int64_t from = arguments.size() > 1 ? TRY(integer_of(arguments[1])) : 0;
  const std::int64_t to = arguments.size() > 2 ? TRY(integer_of(arguments[2])) : static_cast<std::int64_t>(*size);
  if (from < 0 || to < from || static_cast<std::uint64_t>(to) > *size) {
    return fail(concat("index out of range: ", from < 0 || to < from ? from : to));
  }
  if (const std::string* text = arguments[0].string()) {
    return Value(text->substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
  }
  const json::Array& items = *arguments[0].array();
  return Value(json::Array(items.begin() + from, items.begin() + to));
}

// Negative, zero, positive; of two numbers or two strings.
Result<int> compare(const Value& a, const Value& b) {
  if (a.number() != nullptr && b.number() != nullptr) {
    const auto x = parse_number<std::int64_t>(a.number()->digits);
    const auto y = parse_number<std::int64_t>(b.number()->digits);
    if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
    const double u = std::strtod(a.number()->digits.c_str(), nullptr);
    const double v = std::strtod(b.number()->digits.c_str(), nullptr);
    return u < v ? -1 : u > v ? 1 : 0;
  }
  if (a.string() != nullptr && b.string() != nullptr) return a.string()->compare(*b.string());
  return fail("incompatible types for comparison");
}

Result<bool> equal(const Value& a, const Value& b) {
  if (a.number() != nullptr || (a.string() != nullptr && b.string() != nullptr)) return TRY(compare(a, b)) == 0;
  if (a.boolean() != nullptr && b.boolean() != nullptr) return *a.boolean() == *b.boolean();
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  return fail("incompatible types for comparison");
}

// The first is equal to one of the others.
Result<Value> is_equal(const Arguments& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const bool same = TRY(equal(arguments[0], arguments[i]));
    if (same) return Value(true);
  }
  return Value(false);
}

Result<Value> is_unequal(const Arguments& arguments) {
  const bool same = TRY(equal(arguments[0], arguments[1]));
  return Value(!same);
}

template <class Test>
Result<Value> ordered(const Arguments& arguments, const Test& test) {
  const int order = TRY(compare(arguments[0], arguments[1]));
  return Value(test(order));
}
Result<Value> less(const Arguments& a) {
  return ordered(a, [](int order) { return order < 0; });
}
Result<Value> at_most(const Arguments& a) {
  return ordered(a, [](int order) { return order <= 0; });
}
Result<Value> greater(const Arguments& a) {
  return ordered(a, [](int order) { return order > 0; });
}
Result<Value> at_least(const Arguments& a) {
  return ordered(a, [](int order) { return order >= 0; });
}

// Go puts a space between two arguments neither of which is a string.
Result<Value> print(const Arguments& arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0 && arguments[i].string() == nullptr && arguments[i - 1].string() == nullptr) out += ' ';
    out += go_text(arguments[i]);
  }
  return Value(std::move(out));
}

Result<Value> println(const Arguments& arguments) {
  std::vector<std::string> parts;
  for (const Value& argument : arguments) parts.push_back(go_text(argument));
  return Value(join(parts, " ") + "\n");
}

Result<Value> printf(const Arguments& arguments) { return Value(go_printf(arguments)); }

Result<Value> json_text(const Arguments& arguments) { return Value(json::write(arguments[0])); }

Result<Value> join_items(const Arguments& arguments) {
  if (arguments[0].array() == nullptr) return fail(concat("join: expected a list, not ", go_text(arguments[0])));
  std::vector<std::string> parts;
  for (const Value& item : *arguments[0].array()) parts.push_back(go_text(item));
  const std::string separator = TRY(text_of(arguments[1]));
  return Value(join(parts, separator));
}

Result<Value> split_text(const Arguments& arguments) {
  std::string_view text;
  if (arguments[0].string() != nullptr) text = *arguments[0].string();
  const std::string separator = TRY(text_of(arguments[1]));
  json::Array parts;
  if (separator.empty()) return fail("split: the separator is empty");
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.emplace_back(std::string(text.substr(0, end)));
    text.remove_prefix(end + separator.size());
  }
  parts.emplace_back(std::string(text));
  return Value(std::move(parts));
}

Result<Value> lower(const Arguments& arguments) {
  const std::string text = TRY(text_of(arguments[0]));
  return Value(to_lower(text));
}

char upper_letter(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

Result<Value> upper(const Arguments& arguments) {
  std::string text = TRY(text_of(arguments[0]));
  std::transform(text.begin(), text.end(), text.begin(), upper_letter);
  return Value(std::move(text));
}

Result<Value> title(const Arguments& arguments) {
  std::string text = TRY(text_of(arguments[0]));
  if (!text.empty()) text.front() = upper_letter(text.front());
  return Value(std::move(text));
}

// "x" with so many spaces before and after.
Result<Value> pad(const Arguments& arguments) {
  const std::string text = TRY(text_of(arguments[0]));
  const std::int64_t before = TRY(integer_of(arguments[1]));
  const std::int64_t after = TRY(integer_of(arguments[2]));
  const auto spaces = [](std::int64_t count) {
    return std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, kWidest)), ' ');
  };
  return Value(text.empty() ? text : spaces(before) + text + spaces(after));
}

Result<Value> truncate(const Arguments& arguments) {
  const std::string text = TRY(text_of(arguments[0]));
  const std::int64_t size = TRY(integer_of(arguments[1]));
  return Value(text.substr(0, static_cast<std::size_t>(std::max<std::int64_t>(size, 0))));
}

constexpr Function kFunctions[] = {
    {"and", 1, kAny, last},    {"or", 1, kAny, last},         {"not", 1, 1, negate},
    {"len", 1, 1, length},     {"index", 1, kAny, index},     {"slice", 1, 3, slice},
    {"eq", 2, kAny, is_equal}, {"ne", 2, 2, is_unequal},      {"lt", 2, 2, less},
    {"le", 2, 2, at_most},     {"gt", 2, 2, greater},         {"ge", 2, 2, at_least},
    {"print", 0, kAny, print}, {"println", 0, kAny, println}, {"printf", 1, kAny, printf},
    {"json", 1, 1, json_text}, {"join", 2, 2, join_items},    {"split", 2, 2, split_text},
    {"lower", 1, 1, lower},    {"upper", 1, 1, upper},        {"title", 1, 1, title},
    {"pad", 3, 3, pad},        {"truncate", 2, 2, truncate},
};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFunctions), std::end(kFunctions), [&](const Function& one) { return name == one.name; });
  return found == std::end(kFunctions) ? nullptr : found;
}

bool is_true(const Value& value) {
  if (const bool* flag = value.boolean()) return *flag;
  if (const json::Number* number = value.number()) return std::strtod(number->digits.c_str(), nullptr) != 0;
  return length_of(value).value_or(0) != 0;
}

}  // namespace spec::format
