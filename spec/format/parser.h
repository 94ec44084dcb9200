// Tokens -> a template's tree.
#pragma once

#include <vector>

#include "spec/base/result.h"
#include "spec/format/lexer.h"
#include "spec/format/node.h"

namespace spec::format {

// Blocks and parentheses nest 64 deep at most. Functions and variables that
// there are not are errors here, as in Go.
Result<std::vector<Node>> parse_tokens(const std::vector<Token>& tokens);

}  // namespace spec::format
