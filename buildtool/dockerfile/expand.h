// Variables in a Dockerfile: $x, ${x} and its modifiers, quotes and escapes.
//
// ${x:-w} ${x-w} ${x:+w} ${x+w} ${x:?w} ${x?w} ${x#p} ${x##p} ${x%p} ${x%%p}
// ${x/p/w} ${x//p/w}; patterns know * and ?. An unset variable is empty.
// Reference: https://docs.docker.com/reference/dockerfile/#environment-replacement
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

// The value of a variable, or nothing where it is unset. Whoever makes it puts
// ENV over ARG.
using Variables = std::function<std::optional<std::string>(std::string_view name)>;

// One word to one word: quotes and escapes are taken away.
Result<std::string> expand_word(std::string_view word, const Variables& variables, char escape);

// One word to as many as white space that is not quoted, of the word itself or
// of a variable's value, makes of it.
Result<std::vector<std::string>> expand_words(std::string_view word, const Variables& variables, char escape);

// Variables and escapes only, quotes stand: the content of a heredoc.
Result<std::string> expand_heredoc(std::string_view content, const Variables& variables);

// All parts of an instruction that the reference expands, in place: ADD, ARG,
// COPY, ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR. The others
// stay as they are.
Result<void> expand(AnyInstruction& instruction, const Variables& variables, char escape);

}  // namespace buildtool::dockerfile
