#include <cstdio>
#include <string>
#include <vector>

#include "imagetool/archive/pull_referrers.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/short_name.h"
#include "imagetool/transfer/pull.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/platform.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string name;
  transfer::Wanted wanted;
  bool all_tags = false;
  bool quiet = false;
  bool referrers = false;
};

enum Key { kPlatform = 256, kReferrers };

constexpr const char* kDoc =
    "Pulls an image from its registry into the store, and unpacks its layers.\v"
    "Example:\n  imagetool pull library/busybox";

constexpr argp_option kOptions[] = {
    {"all-tags", 'a', nullptr, 0, "Pull all tagged images of the repository", 0},
    {"platform", kPlatform, "OS/ARCH[/VARIANT]", 0,
     "Pull the image for this platform (default: this machine's); several with commas or again, or \"all\"", 0},
    {"quiet", 'q', nullptr, 0, "Print the image's name only", 0},
    {"referrers", kReferrers, nullptr, 0, "Also what is about the image: signatures, attestations and the like", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t add_platforms(const char* value, transfer::Wanted& wanted, const argp_state* state) {
  for (const std::string& word : split(value, ',')) {
    if (word == "all") {
      wanted.all = true;
      continue;
    }
    Result<spec::image::Platform> platform = spec::image::parse_platform(word);
    if (!platform) argp_error(state, "--platform: %s", platform.error().text().c_str());
    wanted.platforms.push_back(std::move(*platform));
  }
  if (wanted.all) wanted.platforms.clear();
  return 0;
}

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case kPlatform:
      return add_platforms(value, options.wanted, state);
    case 'a':
      options.all_tags = true;
      return 0;
    case kReferrers:
      options.referrers = true;
      return 0;
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

std::string status(bool changed, const std::string& name) {
  return (changed ? "Status: Downloaded newer image for " : "Status: Image is up to date for ") + name;
}

}  // namespace

Result<int> pull(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "NAME[:TAG|@DIGEST]", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  catch_interrupts();
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  const std::vector<spec::image::Reference> references = TRY(registry::meanings(given.name, settings.conf));
  const spec::image::Reference& reference = references.front();
  if (given.all_tags && !reference.default_tag) return fail("tag can't be used with --all-tags/-a");
  if (given.all_tags && given.referrers) return fail("--referrers can't be used with --all-tags/-a");
  const spec::layout::Store store = TRY(local::open_store(globals.root));
  registry::CurlTransport transport;
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, given.quiet));
  transfer::PullOptions options;
  options.reference = reference;
  options.wanted = given.wanted;
  if (given.all_tags) {
    const bool changed = TRY(transfer::pull_all_tags(store, transport, settings, options, progress));
    progress.say(status(changed, reference.familiar_name()));
    std::puts(reference.name().c_str());
    return 0;
  }
  if (reference.default_tag) progress.say("Using default tag: latest");
  const transfer::Pulled pulled = TRY(transfer::pull_first(store, transport, settings, references, options, progress));
  if (given.referrers) {
    TRY_STEP("referrers", archive::pull_referrers(store, transport, settings, pulled.reference, progress));
  }
  transfer::say_outcome(pulled, progress);
  std::puts(pulled.name.c_str());
  return 0;
}

}  // namespace imagetool::cmd
