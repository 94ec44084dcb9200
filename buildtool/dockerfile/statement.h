// One instruction as words, before its meaning: what stands between the lines
// and the typed instructions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/lexer.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

struct Statement {
  std::string keyword;  // as written
  std::vector<std::string> flags;
  // Cut as the keyword asks: ENV and LABEL into key and value in turn, RUN and
  // its like into one text, COPY into words. ONBUILD: the trigger's keyword
  // and arguments.
  std::vector<std::string> arguments;
  bool json = false;  // the arguments were a JSON array
  std::vector<Heredoc> heredocs;
  std::string text;
  Lines lines;
  Surroundings around = {};
};

// Cuts a line and, where it begins heredocs, reads them from `lexer`, which may
// be nullptr where nothing follows.
Result<Statement> parse_statement(const LogicalLine& line, char escape, Lexer* lexer);

}  // namespace buildtool::dockerfile
