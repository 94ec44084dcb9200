// A verb with verbs of its own, as `imagetool manifest create`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "imagetool/cmd/option_words.h"
#include "imagetool/cmd/verbs.h"

namespace imagetool::cmd {

// One line of the table of such a verb. Given is what is asked for: its `words` are the arguments that are no options.
// Context is what the verbs' functions get.
template <class Given, class Context>
struct SubVerb {
  const char* name;
  const char* summary;
  const char* arguments;
  std::span<const cli::Option<Given>> options;
  std::size_t least, most;  // words
  Result<int> (*run)(const Context& context);
};

// Which of the verbs a verb's arguments name: its index, and in `at` that of the word in arguments.argv. What stands
// before it can only be --help, which `doc`, argp's, is for, with the list of verbs below.
Result<std::size_t> find_sub_verb(const std::vector<cli::detail::VerbLine>& verbs, const std::string& doc,
                                  cli::Arguments arguments, int& at);

// The verb that is named; what follows it is read into `given`. Wrong usage ends the process.
template <class Given, class Context, std::size_t kCount>
Result<const SubVerb<Given, Context>*> read_sub_verb(const SubVerb<Given, Context> (&verbs)[kCount],
                                                     const std::string& doc, cli::Arguments arguments, Given& given) {
  std::vector<cli::detail::VerbLine> lines;
  for (const auto& one : verbs) lines.push_back({one.name, one.summary});
  int at = 0;
  const std::size_t index = TRY(find_sub_verb(lines, doc, arguments, at));
  const SubVerb<Given, Context>& verb = verbs[index];
  std::string name = std::string(arguments.argv[0]) + " " + verb.name;
  arguments.argv[at] = name.data();
  TRY(parse_words(verb.options, verb.arguments, verb.summary, verb.least, verb.most,
                  {arguments.argc - at, arguments.argv + at}, given));
  return &verb;
}

// The exit code; an error is told after both verbs' names, as the front tells it after one's.
int tell(const std::string& name, const Result<int>& status);

// Does something with each word; goes on after an error.
template <class Act>
int for_each_word(const std::string& whole_verb, const std::vector<std::string>& words, const Act& act) {
  int status = 0;
  for (const std::string& word : words) {
    const Result<void> done = act(word);
    if (done) continue;
    cli::print_error(whole_verb, done.error());
    status = 1;
  }
  return status;
}

}  // namespace imagetool::cmd
