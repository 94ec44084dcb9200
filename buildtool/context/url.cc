#include "buildtool/context/url.h"

#include <algorithm>
#include <charconv>

#include "spec/base/text.h"

namespace buildtool::context {

namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Cuts `text` at the first `separator`, which goes; what follows it comes back.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == text.npos) return {};
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

// USER@HOST:PATH
std::optional<Url> parse_short(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::size_t colon = text.find(':');
  if (at == text.npos || at == 0 || colon == text.npos || colon <= at + 1) return std::nullopt;
  const std::string_view user = text.substr(0, at);
  const std::string_view host = text.substr(at + 1, colon - at - 1);
  const auto in_user = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; };
  const auto in_host = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; };
  if (!std::all_of(user.begin(), user.end(), in_user) || !std::all_of(host.begin(), host.end(), in_host)) {
    return std::nullopt;
  }
  Url url;
  url.scheme = "ssh";
  url.user = user;
  url.host = host;
  url.fragment = cut(text, '#');
  url.query = cut(text, '?');
  url.address = text;
  url.path = text.substr(colon + 1);
  return url;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == text.npos || colon == 0 ||
      !std::all_of(text.begin(), text.begin() + static_cast<long>(colon), is_letter_or_digit)) {
    return parse_short(text);
  }
  Url url;
  url.scheme = to_lower(text.substr(0, colon));
  url.fragment = undo_percent(cut(text, '#'));
  url.query = cut(text, '?');
  url.address = text;
  std::string_view authority = text.substr(colon + 3);
  const std::size_t slash = authority.find('/');
  if (slash != authority.npos) url.path = undo_percent(authority.substr(slash));
  authority = authority.substr(0, slash);
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    url.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  const std::size_t port = authority.rfind(':');
  url.host = authority.substr(0, authority.ends_with(']') ? authority.npos : port);
  return url;
}

std::string undo_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Result<std::map<std::string, std::string>> query_values(std::string_view query) {
  std::map<std::string, std::string> values;
  for (const std::string& part : split(query, '&')) {
    if (part.empty()) continue;
    std::string_view name = part;
    const std::string value = undo_percent(cut(name, '='));
    if (!values.emplace(undo_percent(name), value).second) {
      return fail(concat("query \"", name, "\" has multiple values"));
    }
  }
  return values;
}

bool is_http(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

std::string without_password(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("://"); at != text.npos; at = text.find("://")) {
    out += text.substr(0, at + 3);
    text.remove_prefix(at + 3);
    const std::string_view authority = text.substr(0, text.find_first_of("/?#\" \t"));
    const std::size_t end = authority.rfind('@');
    const std::size_t colon = authority.substr(0, end).find(':');
    if (end == authority.npos || colon == authority.npos) continue;
    out += concat(authority.substr(0, colon), ":xxxxx");
    text.remove_prefix(end);
  }
  return out.append(text);
}

}  // namespace buildtool::context
