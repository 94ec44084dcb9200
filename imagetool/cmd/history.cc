#include "imagetool/local/history.h"

#include <cstdio>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/size.h"

namespace imagetool::cmd {

namespace {

enum Key { kNoTrunc = 256, kFormat };

constexpr argp_option kOptions[] = {
    {"format", kFormat, "FORMAT", 0, "table (the default), json, or a Go template", 0},
    {"human", 'H', "BOOL", OPTION_ARG_OPTIONAL, "Sizes and times for people (the default); false: bytes, RFC 3339", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "Whole ids and commands", 0},
    {"quiet", 'q', nullptr, 0, "Only ids", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows how an image came about. SIZE is what a layer's files hold.\v"
    "Example:\n  imagetool history --no-trunc centos";

struct Input {
  local::HistoryStyle style;
  std::string image;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'q':
      input.style.quiet = true;
      return 0;
    case 'H':
      input.style.human = parse_boolean("-H, --human", value, state);
      return 0;
    case kNoTrunc:
      input.style.whole = true;
      return 0;
    case kFormat:
      input.style.format = value;
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num > 0) argp_error(state, "one image is expected");
      input.image = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> history(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  const auto image = TRY(local::find_any(store, input.image));
  const auto steps = local::history(image, local::LayerSizes(store).of(image));
  const std::string text = TRY(local::history_text(steps, input.style));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
