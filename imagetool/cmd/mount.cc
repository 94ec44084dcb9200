#include "imagetool/local/mount.h"

#include <unistd.h>

#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

enum Key { kFormat = 256 };

constexpr argp_option kOptions[] = {
    {"format", kFormat, "FORMAT", 0, "Of the list: table (the default), json, or a Go template", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows an image's or a bundle's files at a path of the host, read-only: at DIR, or else in the store. Prints "
    "where. "
    "Without arguments it lists what is mounted.\v"
    "Example:\n  ls $(imagetool mount centos)/etc";

struct Input {
  std::string format;
  std::vector<std::string> words;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case kFormat:
      input.format = value;
      return 0;
    case ARGP_KEY_ARG:
      if (input.words.size() == 2) argp_error(state, "an image or a bundle and a folder are expected");
      input.words.emplace_back(value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> mount(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "[IMAGE|BUNDLE [DIR]]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  catch_interrupts();
  if (!input.words.empty()) TRY(local::expect_lasting_mounts());
  const auto store = TRY(local::open_store(globals.root));
  const std::string folder = input.words.size() > 1 ? input.words[1] : "";
  const std::string text = input.words.empty() ? TRY(local::mounts_text(store, input.format))
                                               : TRY(local::mount(store, input.words[0], folder)) + "\n";
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
