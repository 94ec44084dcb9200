#include "imagetool/local/tag.h"
#include "imagetool/local/open_store.h"

#include <vector>

#include "imagetool/cmd/verbs.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Gives an image one more name.\v"
    "Example:\n  imagetool tag centos localhost:5000/centos:7";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& words = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (words.size() != 2) argp_error(state, "an image and its new name are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> tag(Globals& globals, cli::Arguments arguments) {
  std::vector<std::string> words;
  const argp table = {nullptr, parse_option, "IMAGE NAME[:TAG]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &words));
  const auto store = TRY(local::open_store(globals.root));
  TRY(local::tag(store, words[0], words[1]));
  return 0;
}

}  // namespace imagetool::cmd
