// A verb with verbs of its own, as `imagetool manifest create`.
#pragma once

#include <argp.h>

#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"

namespace imagetool::cmd {

// Which of the verbs a verb's arguments name: its index, and in `at` that of the word in arguments.argv. What stands
// before it can only be --help, which `doc`, argp's, is for, with the list of verbs below.
Result<std::size_t> find_sub_verb(const std::vector<cli::detail::VerbLine>& verbs, const std::string& doc,
                                  cli::Arguments arguments, int& at);

// One line of the table of such a verb; Context is what its functions get.
template <class Context>
struct SubVerb {
  const char* name;
  const char* summary;
  const char* arguments;
  const argp_option* options;
  std::size_t least, most;  // words
  Result<int> (*run)(const Context& context);

  // For ARGP_KEY_END: ends the process where there are too few words, or too many.
  void check_words(std::size_t count, const argp_state* state) const {
    if (count >= least && count <= most) return;
    argp_error(state, "expected: %s", *arguments == '\0' ? "no argument" : arguments);
  }
};

// The exit code; an error is told after both verbs' names, as the front tells it after one's.
int tell(const std::string& name, const Result<int>& status);

template <class Context, std::size_t kCount>
Result<const SubVerb<Context>*> find_sub_verb(const SubVerb<Context> (&verbs)[kCount], const std::string& doc,
                                              cli::Arguments arguments, int& at) {
  std::vector<cli::detail::VerbLine> lines;
  for (const SubVerb<Context>& one : verbs) lines.push_back({one.name, one.summary});
  return verbs + TRY(find_sub_verb(lines, doc, arguments, at));
}

}  // namespace imagetool::cmd
