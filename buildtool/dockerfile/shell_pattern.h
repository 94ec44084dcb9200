// The patterns of ${x#p}, ${x%p} and ${x/p/w}: * is any text, ? any character,
// \ takes their meaning away. Neither matches a newline.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::dockerfile {

class ShellPattern {
 public:
  // A backslash before anything but * ? \ / } is an error.
  static Result<ShellPattern> compile(std::string_view text);

  enum class Length { kShortest, kLongest };
  std::string without_prefix(std::string_view value, Length length) const;
  std::string without_suffix(std::string_view value, Length length) const;
  // The first match, or all, leftmost and longest.
  std::string replace_first(std::string_view value, std::string_view replacement) const;
  std::string replace_all(std::string_view value, std::string_view replacement) const;

 private:
  struct Token {
    enum class Kind { kCharacter, kAny, kStar } kind;
    char32_t character = 0;
  };
  static std::size_t match(const std::vector<Token>& tokens, std::u32string_view value, Length length);
  std::string replace(std::string_view value, std::string_view replacement, bool all) const;

  std::vector<Token> tokens_;
};

}  // namespace buildtool::dockerfile
