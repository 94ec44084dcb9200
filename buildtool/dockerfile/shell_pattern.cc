#include "buildtool/dockerfile/shell_pattern.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/base/utf8.h"

namespace buildtool::dockerfile {

namespace {

constexpr std::size_t kNoMatch = std::u32string_view::npos;

std::string encode(std::u32string_view text) {
  std::string out;
  for (const char32_t code : text) append_utf8(out, code);
  return out;
}

}  // namespace

Result<ShellPattern> ShellPattern::compile(std::string_view text) {
  using Kind = Token::Kind;
  ShellPattern pattern;
  const std::u32string codes = decode_utf8(text);
  for (std::size_t at = 0; at < codes.size(); ++at) {
    if (codes[at] == '*') {
      pattern.tokens_.push_back({Kind::kStar});
    } else if (codes[at] == '?') {
      pattern.tokens_.push_back({Kind::kAny});
    } else if (codes[at] == '\\') {
      const char32_t escaped = ++at < codes.size() ? codes[at] : 0;
      if (escaped == 0 || std::u32string_view(U"*?\\/}").find(escaped) == std::u32string_view::npos) {
        std::string shown;
        if (escaped != 0) append_utf8(shown, escaped);
        return fail(concat("invalid pattern (", text, ") in substitution: invalid escape '\\", shown, "'"));
      }
      pattern.tokens_.push_back({Kind::kCharacter, escaped});
    } else {
      pattern.tokens_.push_back({Kind::kCharacter, codes[at]});
    }
  }
  return pattern;
}

// How much of the front of `value` all the tokens match. Keeps the set of tokens
// that may come next, one bit each: no pattern makes it go back.
std::size_t ShellPattern::match(const std::vector<Token>& tokens, std::u32string_view value, Length length) {
  using Kind = Token::Kind;
  std::vector<bool> now(tokens.size() + 1);
  std::vector<bool> next(tokens.size() + 1);
  now[0] = true;
  std::size_t found = kNoMatch;
  for (std::size_t at = 0;; ++at) {
    bool alive = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (now[i] && tokens[i].kind == Kind::kStar) now[i + 1] = true;
      alive = alive || now[i];
    }
    if (now[tokens.size()]) {
      found = at;
      if (length == Length::kShortest) return found;
    }
    if (!alive || at == value.size()) return found;
    std::fill(next.begin(), next.end(), false);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (!now[i]) continue;
      if (tokens[i].kind == Kind::kCharacter ? tokens[i].character == value[at] : value[at] != '\n') {
        next[tokens[i].kind == Kind::kStar ? i : i + 1] = true;
      }
    }
    now.swap(next);
  }
}

std::string ShellPattern::without_prefix(std::string_view value, Length length) const {
  const std::u32string codes = decode_utf8(value);
  const std::size_t matched = match(tokens_, codes, length);
  return matched == kNoMatch ? std::string(value) : encode(std::u32string_view(codes).substr(matched));
}

std::string ShellPattern::without_suffix(std::string_view value, Length length) const {
  // A suffix is a prefix of the reversed value for the reversed pattern.
  std::u32string codes = decode_utf8(value);
  std::reverse(codes.begin(), codes.end());
  const std::vector<Token> tokens(tokens_.rbegin(), tokens_.rend());
  const std::size_t matched = match(tokens, codes, length);
  if (matched == kNoMatch) return std::string(value);
  codes.erase(0, matched);
  std::reverse(codes.begin(), codes.end());
  return encode(codes);
}

std::string ShellPattern::replace(std::string_view value, std::string_view replacement, bool all) const {
  const std::u32string codes = decode_utf8(value);
  const std::u32string_view view = codes;
  std::string out;
  std::size_t at = 0;
  std::size_t last_end = kNoMatch;
  while (at <= view.size()) {
    const std::size_t matched = match(tokens_, view.substr(at), Length::kLongest);
    // Nothing right after a match is no further match.
    if (matched != kNoMatch && !(matched == 0 && at == last_end)) {
      out += replacement;
      at += matched;
      last_end = at;
      if (!all) break;
      if (matched != 0) continue;
    }
    if (at < view.size()) append_utf8(out, view[at]);
    ++at;
  }
  if (at < view.size()) out += encode(view.substr(at));
  return out;
}

std::string ShellPattern::replace_first(std::string_view value, std::string_view replacement) const {
  return replace(value, replacement, false);
}

std::string ShellPattern::replace_all(std::string_view value, std::string_view replacement) const {
  return replace(value, replacement, true);
}

}  // namespace buildtool::dockerfile
