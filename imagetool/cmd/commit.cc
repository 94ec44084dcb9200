#include "imagetool/local/commit.h"

#include <cstdio>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/pause_option.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/container.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"author", 'a', "AUTHOR", 0, "Who made it: \"Jane Doe <jane@example.com>\"", 0},
    {"change", 'c', "INSTRUCTION", 0, "Apply a Dockerfile's instruction to the image; again for more", 0},
    {"message", 'm', "TEXT", 0, "A comment for the history", 0},
    pause_option('p'),
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Makes an image of a bundle, or of a container by its id or name: what it changed becomes a layer over its image.\v"
    "Example:\n  imagetool commit -m 'with curl' box/ me/box:1";

struct Input {
  local::CommitOptions options;
  std::string bundle;
  std::string name;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'a':
      input.options.author = value;
      return 0;
    case 'c':
      input.options.changes.emplace_back(value);
      return 0;
    case 'm':
      input.options.message = value;
      return 0;
    case 'p':
      input.options.pause = parse_boolean("-p, --pause", value, state);
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num > 1) argp_error(state, "a bundle and a name are expected");
      (state->arg_num == 0 ? input.bundle : input.name) = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "a bundle is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> commit(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "BUNDLE|CONTAINER [NAME[:TAG]]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  catch_interrupts();
  const std::string bundle = TRY(local::bundle_or(globals.state_root, input.bundle));
  const auto store = TRY(local::open_store(globals.root));
  const spec::image::Digest id = TRY(local::commit(store, bundle, input.name, input.options));
  std::puts(id.text().c_str());
  return 0;
}

}  // namespace imagetool::cmd
