// Heredocs on RUN, COPY and ADD: "<<EOF", "<<-EOF", "<<'EOF'", "3<<EOF".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

// A whole word that begins a heredoc, content still empty; nothing where it is
// no such word. Unbalanced quotes are an error.
Result<std::optional<Heredoc>> parse_heredoc_word(std::string_view word);

// All heredocs that a line begins, in order.
Result<std::vector<Heredoc>> find_heredocs(std::string_view line);

// Without the tabs in front of each line, as "<<-" wants it.
std::string strip_leading_tabs(std::string_view content);

// What a RUN with heredocs comes down to. Exactly one of the two is there.
struct HeredocCommand {
  // For the shell of SHELL: a lone heredoc's content, or the command with its heredocs.
  std::optional<std::string> shell_text;
  // A lone heredoc that begins with "#!": a file to be executed, named `name`.
  std::optional<Heredoc> script;
};
// `command` has at least one heredoc, and so is of shell form.
HeredocCommand heredoc_command(const CommandLine& command);

}  // namespace buildtool::dockerfile
