#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/image_filter.h"
#include "imagetool/local/list.h"
#include "imagetool/local/open_store.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

enum Key { kNoTrunc = 256, kDigests, kFormat };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "Accepted for Docker's sake: there are no intermediate images to hide", 0},
    {"filter", 'f', "FILTER", 0,
     "Only those with dangling=BOOL, reference=PATTERN, before=IMAGE, since=IMAGE, until=TIME or label=NAME[=VALUE]",
     0},
    {"digests", kDigests, nullptr, 0, "Show digests", 0},
    {"format", kFormat, "FORMAT", 0, "table (the default), json, or a Go template: 'table {{.ID}}\\t{{.Size}}'", 0},
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
  local::ImageFilter filter;
  std::vector<std::string> patterns;
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
    case 'f':
      if (const Result<void> added = input.filter.add(value, local::ImageFilter::Verb::kImages); !added) {
        argp_error(state, "%s", added.error().text().c_str());
      }
      return 0;
    case kFormat:
      input.style.format = value;
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num > 0) argp_error(state, "one REPOSITORY[:TAG] at most");
      input.patterns.emplace_back(value);
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
  const auto store = TRY(local::open_store(globals.root));
  TRY(input.filter.resolve(store));
  std::vector<std::string> patterns = input.filter.references();
  patterns.insert(patterns.end(), input.patterns.begin(), input.patterns.end());
  const std::vector<local::Line> lines = TRY(local::list(store, input.filter, patterns));
  const std::string text = TRY(local::list_text(lines, input.style));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
