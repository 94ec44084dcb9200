// A Dockerfile's text -> typed instructions.
//
// Reads what BuildKit's frontend 1.x reads, errors in its words:
// "dockerfile parse error on line 3: unknown instruction: RUNN (did you mean RUN?)".
#pragma once

#include <string_view>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

// A whole Dockerfile. Where it fails and `failed_at` is given, that gets the
// lines of the faulty instruction, for the excerpt that the user is shown.
Result<Dockerfile> parse(std::string_view text, Lines* failed_at = nullptr);

// One ONBUILD trigger from an image's config, in that image's words: always
// with the escape character '\'. FROM, ONBUILD and MAINTAINER are refused.
Result<Instruction> parse_trigger(std::string_view text);

}  // namespace buildtool::dockerfile
