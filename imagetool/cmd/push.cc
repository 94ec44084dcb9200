#include <cstdio>
#include <string>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/transfer/push.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string name;
  bool quiet = false;
};

constexpr const char* kDoc =
    "Pushes an image from the store to its registry.\v"
    "Example:\n  imagetool push registry.example.com/me/app:1";

constexpr argp_option kOptions[] = {
    {"quiet", 'q', nullptr, 0, "Print the image's name only", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'q':
      options.quiet = true;
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

}  // namespace

Result<int> push(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "NAME[:TAG]", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  const spec::image::Reference reference = TRY(spec::image::parse_reference(given.name));
  catch_interrupts();
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  const spec::layout::Store store = TRY(spec::layout::Store::open(globals.root));
  registry::CurlTransport transport;
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, given.quiet));
  if (reference.default_tag) progress.say("Using default tag: latest");
  progress.say("The push refers to repository [" + reference.name() + "]");
  const spec::image::Descriptor pushed = TRY(transfer::push(store, transport, settings, reference, progress));
  progress.say(concat(reference.tag, ": digest: ", pushed.digest.text(), " size: ", pushed.size));
  if (given.quiet) std::puts(reference.text().c_str());
  return 0;
}

}  // namespace imagetool::cmd
