// What file name patterns are made of, and matching them against a path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::context {

class Wildcard {
 public:
  enum class DoubleStar {
    kPlain,    // "**" is "*" twice (Go's filepath.Match)
    kFolders,  // "**" crosses "/" (.dockerignore)
  };
  // * and ? do not match "/", [a-z] and [^a-z] are one character, \ takes a
  // character's meaning away. A class that is not closed or is empty, and a
  // backslash at the end, are errors: "syntax error in pattern".
  static Result<Wildcard> compile(std::string_view pattern, DoubleStar double_star);

  // The whole path. Time is bounded by the pattern's length times the path's,
  // whatever the pattern.
  bool matches(std::string_view path) const;

 private:
  enum class Kind : std::uint8_t {
    kCharacter,
    kAny,    // "?"
    kClass,  // "[...]"
    // From here on: what may match nothing.
    kStar,     // "*"
    kFolders,  // "**/" inside: nothing, or anything that ends in "/"
    kRest,     // "**" at the end: anything
  };
  struct Range {
    char32_t low;
    char32_t high;
  };
  struct Token {
    Kind kind;
    char32_t character = 0;
    bool negated = false;
    std::vector<Range> ranges = {};
  };
  class Compiler;

  void enter(std::vector<bool>& states, std::size_t i) const;
  static bool accepts(const Token& token, char32_t character);

  std::vector<Token> tokens_;
};

// Whether a path holds a wildcard at all: * ? [ that no backslash precedes.
bool has_wildcard(std::string_view path);

}  // namespace buildtool::context
