#include "imagetool/archive/load.h"

#include <unistd.h>

#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string input = "-";
  bool quiet = false;
};

constexpr const char* kDoc =
    "Loads images from an archive into the store: what docker save, podman save or imagetool save wrote, an OCI image "
    "layout in a tar or a folder, or skopeo's dir:; tars may be compressed with gzip, bzip2, xz or zstd.\v"
    "Example:\n  imagetool load -i images.tar.gz";

constexpr argp_option kOptions[] = {
    {"input", 'i', "FILE", 0, "Read this file or folder, instead of standard input", 0},
    {"quiet", 'q', nullptr, 0, "Show no progress", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'i':
      options.input = value;
      return 0;
    case 'q':
      options.quiet = true;
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "no argument is expected (-i FILE)");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> load(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  if (given.input == "-" && ::isatty(STDIN_FILENO) != 0) {
    return fail("requested load from stdin, but stdin is empty").with_hint("use -i FILE or redirect");
  }
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const auto lease = TRY(spec::layout::Lease::take(store));
  // Layers are shown to whoever watches, and to nobody else.
  using Style = transfer::Progress::Style;
  const bool shown = !given.quiet && ::isatty(STDOUT_FILENO) != 0;
  transfer::Progress progress(stdout, shown ? Style::kTerminal : Style::kQuiet);
  TRY(archive::load(lease, given.input, progress, [](const std::string& line) { std::puts(line.c_str()); }));
  return 0;
}

}  // namespace imagetool::cmd
