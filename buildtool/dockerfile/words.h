// How the arguments of an instruction are cut into words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"

namespace buildtool::dockerfile {

// White space within a line: blank, tab, vertical tab, form feed, return, newline.
bool is_space(char c);
std::string_view trim_left(std::string_view text);

// At white space; quotes mean nothing.
std::vector<std::string> split_at_space(std::string_view text);

// At white space outside quotes; quotes and escapes stay in the words, for the
// expansion to take away.
std::vector<std::string> split_quoted(std::string_view text, char escape);

// "--name=value" words in front of an instruction's arguments, quotes and
// escapes taken away, and what follows them. A lone "--" ends the flags.
struct Flags {
  std::vector<std::string> flags;
  std::string_view rest;
};
Flags split_flags(std::string_view text, char escape);

}  // namespace buildtool::dockerfile
