#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/remove.h"
#include "spec/base/text.h"

namespace imagetool::cmd {

namespace {

enum Key { kNoPrune = 256 };

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "Also an image with several names by its id, or one that a bundle uses", 0},
    {"no-prune", kNoPrune, nullptr, 0, "Accepted; there are no untagged parents to keep", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Removes images, by name or id.\v"
    "Example:\n  imagetool rmi centos:7 2c26b46b68ff";

struct Input {
  bool force = false;
  std::vector<std::string> images;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'f':
      input.force = true;
      return 0;
    case kNoPrune:
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

Result<int> rmi(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE...", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  int status = 0;
  for (const std::string& image : input.images) {
    const auto lines = local::remove(store, image, input.force);
    if (lines) {
      std::fputs((join(*lines, "\n") + "\n").c_str(), stdout);
    } else if (!input.force || lines.error().number != ENOENT) {  // with --force, gone is gone
      cli::print_error("imagetool rmi", lines.error());
      status = 1;
    }
  }
  return status;
}

}  // namespace imagetool::cmd
