#include "imagetool/local/inspect.h"

#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/local/size.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"format", 'f', "FORMAT", 0, "json: on one line", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows all that is known of images, as a JSON array.\v"
    "Example:\n  imagetool inspect centos | jq '.[0].Config.Env'";

struct Input {
  spec::json::Style style = spec::json::Style::kIndented;
  std::vector<std::string> images;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'f':
      if (value != std::string("json")) argp_error(state, "--format: json, not \"%s\"", value);
      input.style = spec::json::Style::kCompact;
      return 0;
    case ARGP_KEY_ARG:
      input.images.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> inspect(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE...", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(spec::layout::Store::open(globals.root));
  // As Docker: what is there is shown, what is not there makes the command fail.
  spec::json::Array documents;
  std::vector<std::string> failures;
  for (const std::string& name : input.images) {
    const auto image = local::find_any(store, name);
    if (!image) {
      failures.push_back(image.error().text());
      continue;
    }
    spec::json::Value document = TRY(local::inspect(*image, local::size_of(store, *image)));
    documents.push_back(std::move(document));
  }
  std::string text = documents.empty() ? "[]" : spec::json::write(std::move(documents), input.style);
  if (text.back() != '\n') text += '\n';
  std::fputs(text.c_str(), stdout);
  if (!failures.empty()) return fail(join(failures, "; "));
  return 0;
}

}  // namespace imagetool::cmd
