// A template's text in tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/format/node.h"

namespace spec::format {

struct Token {
  enum class Kind {
    kText,      // outside of actions
    kOpen,      // {{
    kClose,     // }}
    kDot,       // .
    kField,     // .Name; text is "Name"
    kVariable,  // $ or $name
    kWord,      // a function, a keyword, true, false, nil
    kString,    // text is what it means
    kNumber,    // also a character in quotes
    kDeclare,   // :=
    kAssign,    // =
    kComma,
    kPipe,
    kLeft,
    kRight,
  };
  Kind kind;
  std::string text;
  bool after_space = false;  // ".A .B" is two operands, ".A.B" is one
  Place place;
};

// An error names the line. Trim marks and comments are done with.
Result<std::vector<Token>> tokens_of(std::string_view text);

}  // namespace spec::format
