#include "imagetool/archive/import.h"

#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/registry/curl_transport.h"
#include "spec/base/interrupt.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::vector<std::string> words;
  archive::ImportOptions import;
  std::string platform;
};

enum Key { kPlatform = 256 };

constexpr const char* kDoc =
    "Makes an image of a tar of a root file system: a file, a URL, or - for standard input; plain, or compressed with "
    "gzip, bzip2, xz or zstd. Prints the image's id.\v"
    "Example:\n  imagetool import -c 'CMD [\"/bin/sh\"]' rootfs.tar.xz my/base:1";

constexpr argp_option kOptions[] = {
    {"change", 'c', "INSTRUCTION", 0,
     "Apply a Dockerfile's instruction to the image (again and again): CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL "
     "ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR",
     0},
    {"message", 'm', "TEXT", 0, "Put this into the image's history", 0},
    {"platform", kPlatform, "OS/ARCH[/VARIANT]", 0, "What the image runs on (default: this machine's)", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'c':
      options.import.changes.emplace_back(value);
      return 0;
    case 'm':
      options.import.message = value;
      return 0;
    case kPlatform:
      options.platform = value;
      return 0;
    case ARGP_KEY_ARG:
      options.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (options.words.empty() || options.words.size() > 2) {
        argp_error(state, "a file, a URL or -, and perhaps a name are expected");
      }
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> import(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "FILE|URL|- [NAME[:TAG]]", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  given.import.source = given.words[0];
  if (given.words.size() == 2) given.import.name = given.words[1];
  if (!given.platform.empty()) given.import.platform = TRY(spec::image::parse_platform(given.platform));
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const auto lease = TRY(spec::layout::Lease::take(store));
  registry::CurlTransport transport;
  const spec::image::Digest id = TRY(archive::import_rootfs(lease, transport, given.import));
  std::puts(id.text().c_str());
  return 0;
}

}  // namespace imagetool::cmd
