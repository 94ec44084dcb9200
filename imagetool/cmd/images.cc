#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/local/list.h"
#include "imagetool/local/size.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

enum Key { kNoTrunc = 256, kDigests, kFormat };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "Accepted for Docker's sake: there are no intermediate images to hide", 0},
    {"digests", kDigests, nullptr, 0, "Show digests", 0},
    {"format", kFormat, "FORMAT", 0, "table (the default), or json: one object a line", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "Whole ids", 0},
    {"quiet", 'q', nullptr, 0, "Only ids", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Lists the images of the store. SIZE is what an image's files hold, as with Docker; of layers that are not "
    "unpacked yet, what they take compressed.\v"
    "Example:\n  imagetool images --digests 'library*'";

struct Input {
  local::ListStyle style;
  std::string filter;
  bool json = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'a':
      return 0;
    case 'q':
      input.style.quiet = true;
      return 0;
    case kNoTrunc:
      input.style.whole_ids = true;
      return 0;
    case kDigests:
      input.style.digests = true;
      return 0;
    case kFormat:
      input.json = value == std::string("json");
      if (!input.json && value != std::string("table")) argp_error(state, "--format: table or json, not \"%s\"", value);
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num > 0) argp_error(state, "one REPOSITORY[:TAG] at most");
      input.filter = value;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> images(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "[REPOSITORY[:TAG]]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(spec::layout::Store::open(globals.root));
  auto found = TRY(local::find_all(store));
  std::vector<local::SizedImage> images;
  for (auto& image : found) {
    const std::uint64_t size = local::size_of(store, image);
    images.push_back({std::move(image), size});
  }
  const auto lines = local::list(images, input.filter);
  const bool json = input.json && !input.style.quiet;
  std::fputs((json ? local::json_text(lines, input.style) : local::table_text(lines, input.style)).c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
