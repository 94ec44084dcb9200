#include "buildtool/context/wildcard.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/base/utf8.h"

namespace buildtool::context {

class Wildcard::Compiler {
 public:
  Compiler(std::string_view pattern, DoubleStar double_star)
      : shown_(pattern), pattern_(decode_utf8(pattern)), double_star_(double_star) {}

  Result<Wildcard> run() {
    Wildcard wildcard;
    while (at_ < pattern_.size()) {
      Token token = TRY(next());
      wildcard.tokens_.push_back(std::move(token));
    }
    return wildcard;
  }

 private:
  Error malformed() const { return fail(concat("syntax error in pattern: ", shown_)); }
  bool take(char32_t c) {
    if (at_ == pattern_.size() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }

  Result<Token> next() {
    if (take('?')) return Token{Kind::kAny};
    if (take('[')) return character_class();
    if (take('*')) {
      if (double_star_ == DoubleStar::kPlain || !take('*')) return Token{Kind::kStar};
      take('/');
      return Token{at_ == pattern_.size() ? Kind::kRest : Kind::kFolders};
    }
    if (take('\\') && at_ == pattern_.size()) return malformed();
    return Token{Kind::kCharacter, pattern_[at_++]};
  }

  Result<Token> character_class() {
    Token token = {Kind::kClass};
    token.negated = take('^');
    while (token.ranges.empty() || !take(']')) {
      const char32_t low = TRY(class_character());
      char32_t high = low;
      if (take('-')) high = TRY(class_character());
      token.ranges.push_back({low, high});
    }
    return token;
  }

  Result<char32_t> class_character() {
    if (at_ == pattern_.size() || pattern_[at_] == '-' || pattern_[at_] == ']') return malformed();
    if (take('\\') && at_ == pattern_.size()) return malformed();
    return pattern_[at_++];
  }

  std::string shown_;
  std::u32string pattern_;
  DoubleStar double_star_;
  std::size_t at_ = 0;
};

Result<Wildcard> Wildcard::compile(std::string_view pattern, DoubleStar double_star) {
  return Compiler(pattern, double_star).run();
}

bool Wildcard::accepts(const Token& token, char32_t character) {
  switch (token.kind) {
    case Kind::kCharacter:
      return character == token.character;
    case Kind::kAny:
    case Kind::kStar:
      return character != '/';
    case Kind::kClass:
      return token.negated != std::any_of(token.ranges.begin(), token.ranges.end(), [&](const Range& range) {
               return range.low <= character && character <= range.high;
             });
    case Kind::kFolders:
    case Kind::kRest:
      return true;
  }
  return false;
}

// To be about to match token `i`; and the one after it, where `i` may be nothing.
void Wildcard::enter(std::vector<bool>& states, std::size_t i) const {
  states[i] = true;
  while (i < tokens_.size() && tokens_[i].kind >= Kind::kStar) states[++i] = true;
}

// Keeps the set of tokens that may come next, so that nothing is tried twice.
bool Wildcard::matches(std::string_view path) const {
  std::vector<bool> now(tokens_.size() + 1);
  std::vector<bool> next(tokens_.size() + 1);
  enter(now, 0);
  while (!path.empty()) {
    const Utf8Character c = first_utf8(path);
    path.remove_prefix(c.size);
    std::fill(next.begin(), next.end(), false);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!now[i] || !accepts(tokens_[i], c.code)) continue;
      if (tokens_[i].kind == Kind::kFolders) {
        next[i] = true;  // it has begun, and only a "/" ends it
        if (c.code == '/') enter(next, i + 1);
      } else {
        enter(next, tokens_[i].kind >= Kind::kStar ? i : i + 1);
      }
    }
    now.swap(next);
  }
  return now[tokens_.size()];
}

bool has_wildcard(std::string_view path) {
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '*' || path[at] == '?' || path[at] == '[') return true;
    if (path[at] == '\\') ++at;
  }
  return false;
}

}  // namespace buildtool::context
