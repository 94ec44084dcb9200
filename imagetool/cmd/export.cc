#include "imagetool/archive/export.h"

#include <unistd.h>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/pause_option.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/edit/flatten.h"
#include "imagetool/local/container.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string what;
  std::string output = "-";
  bool pause = true;
  bool flatten = false;
};

constexpr const char* kDoc =
    "Writes the root file system of a bundle or of a container by its id or name, with what that has changed in it, or "
    "of an image as a tar.\v"
    "Example:\n  imagetool export -o rootfs.tar box/";

enum Key { kPause = 256, kFlatten };

constexpr argp_option kOptions[] = {
    {"flatten", kFlatten, nullptr, 0,
     "Of an image, wherever that is (see copy): from its layers' tars, without unpacking them or any privilege", 0},
    pause_option(kPause),
    {"output", 'o', "FILE", 0, "Write to this file, instead of standard output", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'o':
      options.output = value;
      return 0;
    case kFlatten:
      options.flatten = true;
      return 0;
    case kPause:
      options.pause = parse_boolean("--pause", value, state);
      return 0;
    case ARGP_KEY_ARG:
      if (!options.what.empty()) argp_error(state, "only one bundle or image is expected");
      options.what = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "a bundle or an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> export_rootfs(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "BUNDLE|CONTAINER|IMAGE", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  if (given.output == "-" && ::isatty(STDOUT_FILENO) != 0) {
    return fail("cowardly refusing to save to a terminal").with_hint("use the -o flag or redirect");
  }
  catch_interrupts();
  if (given.flatten) {
    TRY(edit::export_flat(globals.root, {given.what, "", std::nullopt, globals.tls_verify}, given.output));
    return 0;
  }
  const std::string what = TRY(local::bundle_or(globals.state_root, given.what));
  const auto store = TRY(local::open_store(globals.root));
  const auto lease = TRY(spec::layout::Lease::take(store));
  TRY(archive::export_rootfs(lease, what, given.output, given.pause));
  return 0;
}

}  // namespace imagetool::cmd
