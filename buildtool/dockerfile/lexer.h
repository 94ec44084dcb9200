// A Dockerfile's lines -> logical lines: continuations joined, comments and
// blank lines gone, parser directives obeyed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/directive.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

struct LogicalLine {
  std::string text;
  Lines lines;
  Surroundings around = {};
};

// Borrows the text for as long as it lives.
class Lexer {
 public:
  // A physical line longer than this is refused.
  static constexpr std::size_t kMaxLine = 65535;

  explicit Lexer(std::string_view text);

  // The next instruction's line; nothing at the end. On an error last_line()
  // says where.
  Result<std::optional<LogicalLine>> next();

  // The physical lines from here up to the one that is `name`, as they are, and
  // past that one. With `strip_tabs` tabs in front of the end word do not count.
  Result<std::string> heredoc(std::string_view name, bool strip_tabs);

  // The number of the physical line that was read last.
  int last_line() const { return line_; }
  char escape() const { return escape_; }
  const std::string& syntax() const { return syntax_; }
  const std::string& check() const { return check_; }

 private:
  bool at_end() const { return rest_.empty(); }
  Result<std::string_view> physical_line();  // with its end
  Result<void> obey(const Directive& directive);
  bool cut_continuation(std::string& line) const;

  std::string_view rest_;
  int line_ = 0;
  char escape_ = '\\';
  std::string syntax_;
  std::string check_;
  DirectiveReader directives_;
};

}  // namespace buildtool::dockerfile
