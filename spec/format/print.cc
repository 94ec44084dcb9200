#include "spec/format/print.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "spec/base/text.h"
#include "spec/json/text.h"

namespace spec::format {

namespace {

constexpr int kWidest = 1000;  // a width is padding: no template gets gigabytes of it

const char* go_type(const json::Value& value) {
  if (value.is_null()) return "<nil>";
  if (value.boolean() != nullptr) return "bool";
  if (const json::Number* number = value.number()) {
    return number->digits.find_first_of(".eE") == std::string::npos ? "int" : "float64";
  }
  if (value.string() != nullptr) return "string";
  return value.array() != nullptr ? "[]interface {}" : "map[string]interface {}";
}

// "%-10.3s": what stands between the percent sign and the letter.
struct Directive {
  std::string flags;
  std::optional<int> width;
  std::optional<int> precision;
  char verb = '\0';
};

int take_number(std::string_view text, std::size_t& at) {
  int number = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    number = std::min(number * 10 + (text[at++] - '0'), kWidest);
  }
  return number;
}

Directive take_directive(std::string_view text, std::size_t& at) {
  Directive out;
  while (at < text.size() && std::string_view("-+# 0").find(text[at]) != std::string_view::npos)
    out.flags += text[at++];
  if (at < text.size() && text[at] >= '1' && text[at] <= '9') out.width = take_number(text, at);
  if (at < text.size() && text[at] == '.') out.precision = take_number(text, ++at);
  if (at < text.size()) out.verb = text[at++];
  return out;
}

// The first characters of UTF-8 text, and how many there are.
std::string first_characters(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && count-- == 0) break;
  }
  return text.substr(0, at);
}

std::string padded(std::string text, const Directive& directive, bool number) {
  const auto characters = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  const auto width = static_cast<std::size_t>(directive.width.value_or(0));
  if (characters >= width) return text;
  const std::size_t missing = width - characters;
  if (directive.flags.find('-') != std::string::npos) return text + std::string(missing, ' ');
  if (number && directive.flags.find('0') != std::string::npos) {
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    return text.insert(sign, missing, '0');
  }
  return std::string(missing, ' ') + text;
}

std::string hexadecimal(const std::string& text, bool upper) {
  std::string out;
  for (const char c : text) {
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string in_base(std::int64_t number, int base, bool upper) {
  const bool negative = number < 0;
  auto rest = negative ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  std::string out;
  do {
    out += (upper ? "0123456789ABCDEF" : "0123456789abcdef")[rest % static_cast<unsigned>(base)];
    rest /= static_cast<unsigned>(base);
  } while (rest != 0);
  if (negative) out += '-';
  return {out.rbegin(), out.rend()};
}

std::string with_plus(std::string digits, const Directive& directive) {
  return directive.flags.find('+') != std::string::npos && !digits.starts_with('-') ? "+" + digits : digits;
}

// Nothing where the verb does not fit the value.
std::optional<std::string> text_for(const Directive& directive, const json::Value& value) {
  const json::Number* number = value.number();
  const std::optional<std::int64_t> whole =
      number == nullptr ? std::nullopt : parse_number<std::int64_t>(number->digits);
  const std::int64_t integer = whole.value_or(0);
  switch (directive.verb) {
    case 'v':
    case 's': {
      if (directive.verb == 's' && (number != nullptr || value.boolean() != nullptr)) return std::nullopt;
      std::string text = go_text(value);
      if (directive.precision) text = first_characters(text, static_cast<std::size_t>(*directive.precision));
      return text;
    }
    case 'q':
      return value.string() == nullptr ? std::nullopt : std::optional(json::write(value));
    case 't':
      return value.boolean() == nullptr ? std::nullopt : std::optional(go_text(value));
    case 'd':
      return whole ? std::optional(with_plus(number->digits, directive)) : std::nullopt;
    case 'x':
    case 'X':
      if (value.string() != nullptr) return hexadecimal(*value.string(), directive.verb == 'X');
      return whole ? std::optional(in_base(integer, 16, directive.verb == 'X')) : std::nullopt;
    case 'o':
      return whole ? std::optional(in_base(integer, 8, false)) : std::nullopt;
    case 'c':
      return whole && integer > 0 && integer < 128 ? std::optional(std::string(1, static_cast<char>(integer)))
                                                   : std::nullopt;
    case 'f': {
      if (number == nullptr) return std::nullopt;
      char text[1536];
      std::snprintf(text, sizeof text, "%.*f", directive.precision.value_or(6),
                    std::strtod(number->digits.c_str(), nullptr));
      return with_plus(text, directive);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<const json::Member*> sorted(const json::Object& object) {
  std::vector<const json::Member*> members;
  for (const json::Member& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  return members;
}

std::string go_text(const json::Value& value) {
  if (value.is_null()) return "<nil>";
  if (const bool* flag = value.boolean()) return *flag ? "true" : "false";
  if (const json::Number* number = value.number()) return number->digits;
  if (const std::string* text = value.string()) return *text;
  std::vector<std::string> parts;
  if (const json::Array* items = value.array()) {
    for (const json::Value& item : *items) parts.push_back(go_text(item));
    return concat('[', join(parts, " "), ']');
  }
  for (const json::Member* member : sorted(*value.object())) {
    parts.push_back(concat(member->name, ':', go_text(member->value)));
  }
  return concat("map[", join(parts, " "), ']');
}

std::string go_printf(const std::vector<json::Value>& arguments) {
  const std::string format = go_text(arguments.front());
  std::string out;
  std::size_t next = 1;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      out += format[at++];
      continue;
    }
    const Directive directive = take_directive(format, ++at);
    if (directive.verb == '%') {
      out += '%';
    } else if (directive.verb == '\0') {
      out += "%!(NOVERB)";
    } else if (next == arguments.size()) {
      out += concat("%!", directive.verb, "(MISSING)");
    } else {
      const json::Value& value = arguments[next++];
      const std::optional<std::string> text = text_for(directive, value);
      out += text ? padded(*text, directive, value.number() != nullptr)
                  : concat("%!", directive.verb, '(', go_type(value), '=', go_text(value), ')');
    }
  }
  std::vector<std::string> more;
  for (; next < arguments.size(); ++next)
    more.push_back(concat(go_type(arguments[next]), '=', go_text(arguments[next])));
  return more.empty() ? out : concat(out, "%!(EXTRA ", join(more, ", "), ')');
}

}  // namespace spec::format
