#include "imagetool/cmd/sub_verb.h"

#include "spec/base/text.h"

namespace imagetool::cmd {

Result<std::size_t> find_sub_verb(const std::vector<cli::detail::VerbLine>& verbs, const std::string& doc,
                                  cli::Arguments arguments, int& at) {
  const std::string whole = concat(doc, "\n\n", cli::detail::verb_help(verbs));
  const auto no_option = [](int key, char*, argp_state* state) -> error_t {
    if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
    // Ours to read, with all that follows.
    *static_cast<int*>(state->input) = state->next - 1;
    state->next = state->argc;
    return 0;
  };
  constexpr argp_option kNone[] = {{nullptr, 0, nullptr, 0, nullptr, 0}};
  const argp table = {kNone, no_option, "VERB [ARG...]", whole.c_str(), nullptr, nullptr, nullptr};
  at = arguments.argc;
  TRY(cli::parse(table, arguments, ARGP_IN_ORDER, &at));
  const std::string word = at < arguments.argc ? arguments.argv[at] : "";
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    if (word == verbs[i].name) return i;
  }
  return fail(word.empty() ? "a verb is missing" : "unknown verb \"" + word + "\"")
      .with_hint(concat("see ", arguments.argv[0], " --help"));
}

int tell(const std::string& name, const Result<int>& status) {
  if (status) return *status;
  cli::print_error(name, status.error());
  return 1;
}

}  // namespace imagetool::cmd
