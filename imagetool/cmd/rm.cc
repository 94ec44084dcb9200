#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/remove_bundle.h"

namespace imagetool::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "One that is missing is no error", 0},
    {"volumes", 'v', nullptr, 0, "Their volumes without a name, too", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Removes bundles, with all that their containers wrote. A container has to have ended.\v"
    "Example:\n  runtime rm web && imagetool rm -v web/";

struct Input {
  std::vector<std::string> bundles;
  bool force = false;
  bool volumes = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'f':
      input.force = true;
      return 0;
    case 'v':
      input.volumes = true;
      return 0;
    case ARGP_KEY_ARG:
      input.bundles.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "a bundle is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> rm(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "BUNDLE...", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  int status = 0;
  for (const std::string& bundle : input.bundles) {
    const Result<void> removed = local::remove_bundle(store, bundle, input.volumes);
    if (removed || (input.force && removed.error().number == ENOENT)) {
      std::puts(bundle.c_str());
      continue;
    }
    cli::print_error("imagetool rm", removed.error());
    status = 1;
  }
  return status;
}

}  // namespace imagetool::cmd
