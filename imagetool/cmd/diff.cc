#include <cstdio>
#include <vector>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/pause_option.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/changes.h"
#include "imagetool/local/config_changes.h"
#include "imagetool/local/container.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Lists what was added (A), changed (C) and deleted (D): by a container in its bundle (or by its id or name), by an "
    "image's topmost layer, "
    "or from the first to a second image.\v"
    "Example:\n  imagetool diff box/";

enum Key { kPause = 256, kConfig };

constexpr argp_option kOptions[] = {
    {"config", kConfig, nullptr, 0, "Of two images: what is different in their configs, instead of the files", 0},
    pause_option(kPause),
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

struct Input {
  std::vector<std::string> words;
  bool pause = true;
  bool config = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case kPause:
      input.pause = parse_boolean("--pause", value, state);
      return 0;
    case kConfig:
      input.config = true;
      return 0;
    case ARGP_KEY_ARG:
      input.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (input.words.empty() || input.words.size() > 2)
        argp_error(state, "a bundle or one or two images are expected");
      if (input.config && input.words.size() != 2) argp_error(state, "--config is about two images");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> diff(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "BUNDLE|CONTAINER|IMAGE [BUNDLE|CONTAINER|IMAGE]", kDoc, nullptr,
                      nullptr,  nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  catch_interrupts();
  std::vector<std::string>& words = input.words;
  if (input.config) {
    const auto store = TRY(local::open_store(globals.root));
    const auto changes = TRY(local::config_changes(store, words[0], words[1]));
    std::fputs(local::config_changes_text(changes).c_str(), stdout);
    return 0;
  }
  for (std::string& word : words) word = TRY(local::bundle_or(globals.state_root, word));
  const auto store = TRY(local::open_store(globals.root));
  const auto changes = TRY(local::changes(store, words[0], words.size() > 1 ? words[1] : "", input.pause));
  std::fputs(local::changes_text(changes).c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
