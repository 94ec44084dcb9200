#include <cstdio>
#include <string>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/remote.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string name;
  bool local = false;
};

enum Key { kLocal = 256 };

constexpr const char* kDoc =
    "Shows the digest of what a name means now in its registry: an index, or a manifest.\v"
    "Example:\n  imagetool digest library/busybox";

constexpr argp_option kOptions[] = {
    {"local", kLocal, nullptr, 0, "What it means in the store", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case kLocal:
      options.local = true;
      return 0;
    case ARGP_KEY_ARG:
      if (!options.name.empty()) argp_error(state, "only one image is expected");
      options.name = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "the name of an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

Result<spec::image::Digest> find(const Globals& globals, const Options& options) {
  if (options.local) {
    const spec::layout::Store store = TRY(spec::layout::Store::open(globals.root));
    const spec::layout::StoredImage image = TRY(local::find_any(store, options.name));
    return image.target.digest;
  }
  const spec::image::Reference reference = TRY(spec::image::parse_reference(options.name));
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  return registry::remote_digest(transport, settings, reference);
}

}  // namespace

Result<int> digest(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "NAME[:TAG|@DIGEST]", kDoc, nullptr, nullptr, nullptr};
  Options options;
  TRY(cli::parse(table, arguments, 0, &options));
  const spec::image::Digest found = TRY(find(globals, options));
  std::puts(found.text().c_str());
  return 0;
}

}  // namespace imagetool::cmd
