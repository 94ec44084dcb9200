// A verb whose options are a table, and which takes words.
#pragma once

#include <argp.h>

#include <span>
#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "spec/cli/option_table.h"

namespace imagetool::cmd {

// Puts options into `input` by their functions, and words into `input.words`: at least `least` of them, at most `most`.
// `words` is what they are, for --help and errors.
template <class Input>
Result<void> parse_words(std::span<const spec::cli::Option<Input>> options, const char* words, const char* doc,
                         std::size_t least, std::size_t most, cli::Arguments arguments, Input& input) {
  struct Parser {
    spec::cli::OptionTable<Input> table;
    const char* words;
    std::size_t least, most;
    Input& input;
  } parser{{options}, words, least, most, input};
  std::vector<argp_option> all = parser.table.argp_options();
  all.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  const auto take = [](int key, char* value, argp_state* state) -> error_t {
    const Parser& self = *static_cast<Parser*>(state->input);
    const std::size_t count = self.input.words.size();
    switch (key) {
      case ARGP_KEY_ARG:
        self.input.words.emplace_back(value);
        return 0;
      case ARGP_KEY_END:
        if (count < self.least || count > self.most) {
          argp_error(state, "expected: %s", *self.words == '\0' ? "no argument" : self.words);
        }
        return 0;
      default:
        return self.table.take(key, value, state, self.input);
    }
  };
  const argp table = {all.data(), take, words, doc, nullptr, nullptr, nullptr};
  return cli::parse(table, arguments, 0, &parser);
}

}  // namespace imagetool::cmd
