// One pattern of a .dockerignore.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::context {

class IgnorePattern {
 public:
  // `pattern` is clean (clean_path.h), "!" in front where it takes in again.
  static Result<IgnorePattern> compile(std::string_view pattern);

  bool takes_in() const { return takes_in_; }        // "!"
  const std::string& text() const { return text_; }  // without the "!"
  // This path only, not the folders that hold it. Time is bounded by the
  // pattern's length times the path's, whatever the pattern.
  bool matches(std::string_view path) const;

 private:
  enum class Kind : std::uint8_t {
    kCharacter,  // itself
    kAny,        // "?": one character but "/"
    kStar,       // "*": any number of characters but "/"
    kClass,      // "[a-z]"
    kFolders,    // "**" and what follows: nothing, or anything that ends in "/"
    kRest,       // "**" at the end: anything
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

  static Result<Token> compile_class(std::u32string_view pattern, std::size_t& at);
  static bool accepts(const Token& token, char32_t character);

  std::string text_;
  bool takes_in_ = false;
  bool suffix_ = false;  // "**" and plain text: whatever ends so
  std::vector<Token> tokens_;
};

}  // namespace buildtool::context
