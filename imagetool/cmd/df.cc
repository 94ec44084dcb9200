#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/usage.h"

namespace imagetool::cmd {

namespace {

enum Key { kFormat = 256 };

constexpr argp_option kOptions[] = {
    {"format", kFormat, "FORMAT", 0, "table (the default), json, or a Go template", 0},
    {"verbose", 'v', nullptr, 0, "Each image and bundle, and what they share", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows what the store takes on the disk: compressed blobs and unpacked layers, what is shared counted once.\v"
    "Example:\n  imagetool df -v";

struct Input {
  std::string format;
  bool verbose = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case kFormat:
      input.format = value;
      return 0;
    case 'v':
      input.verbose = true;
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "\"%s\": no argument is expected", value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> df(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  const local::Usage usage = TRY(local::usage(store));
  std::string text = local::usage_details(usage);
  if (!input.verbose) text = TRY(local::usage_text(usage, input.format));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
