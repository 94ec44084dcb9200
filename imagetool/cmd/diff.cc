#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/changes.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Lists what was added (A), changed (C) and deleted (D): by a container in its bundle, by an image's topmost layer, "
    "or from the first to a second image.\v"
    "Example:\n  imagetool diff box/";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& words = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (words.empty() || words.size() > 2) argp_error(state, "a bundle or one or two images are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> diff(Globals& globals, cli::Arguments arguments) {
  std::vector<std::string> words;
  const argp table = {nullptr, parse_option, "BUNDLE|IMAGE [BUNDLE|IMAGE]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &words));
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const auto changes = TRY(local::changes(store, words[0], words.size() > 1 ? words[1] : ""));
  std::fputs(local::changes_text(changes).c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
