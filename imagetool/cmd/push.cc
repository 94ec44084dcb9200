#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "imagetool/archive/pull_referrers.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/transfer/push.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::vector<std::string> names;
  std::optional<transfer::Recompression> compression;
  bool force_compression = false;
  bool all_tags = false;
  bool quiet = false;
  bool referrers = false;
};

enum Key { kCompression = 256, kForceCompression, kReferrers };

constexpr const char* kDoc =
    "Pushes images from the store to their registries.\v"
    "Example:\n  imagetool push registry.example.com/me/app:1";

constexpr argp_option kOptions[] = {
    {"all-tags", 'a', nullptr, 0, "Push all tags of the repository", 0},
    {"compression", kCompression, "FORM[:LEVEL]", 0, "Compress layers that are not so: gzip, zstd or none", 0},
    {"force-compression", kForceCompression, nullptr, 0, "Compress layers anew that have the form already", 0},
    {"quiet", 'q', nullptr, 0, "Print the image's name only", 0},
    {"referrers", kReferrers, nullptr, 0, "Also what is about the image: signatures, attestations and the like", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'q':
      options.quiet = true;
      return 0;
    case 'a':
      options.all_tags = true;
      return 0;
    case kCompression: {
      const Result<transfer::Recompression> compression = transfer::parse_compression(value);
      if (!compression) argp_error(state, "--compression: %s", compression.error().text().c_str());
      options.compression = *compression;
      return 0;
    }
    case kReferrers:
      options.referrers = true;
      return 0;
    case kForceCompression:
      options.force_compression = true;
      return 0;
    case ARGP_KEY_ARG:
      options.names.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "the name of an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

// The names to push, in their order.
Result<std::vector<spec::image::Reference>> references_of(const Options& given, const spec::layout::Store& store) {
  std::vector<spec::image::Reference> all;
  for (const std::string& name : given.names) {
    const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
    if (!given.all_tags) {
      all.push_back(reference);
      continue;
    }
    if (!reference.default_tag) return fail("tag can't be used with --all-tags/-a");
    const std::vector<spec::image::Reference> tags = TRY(transfer::all_tags(store, reference));
    all.insert(all.end(), tags.begin(), tags.end());
  }
  return all;
}

}  // namespace

Result<int> push(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "NAME[:TAG]...", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  if (given.force_compression && !given.compression) given.compression.emplace();
  if (given.compression && given.referrers) {
    return fail(
        "--referrers can't be used with --compression: what is about the image is about its digest, which changes");
  }
  if (given.compression) given.compression->force = given.force_compression;
  catch_interrupts();
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  const spec::layout::Store store = TRY(local::open_store(globals.root));
  const std::vector<spec::image::Reference> references = TRY(references_of(given, store));
  registry::CurlTransport transport;
  for (const spec::image::Reference& reference : references) {
    transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, given.quiet));
    if (reference.default_tag) progress.say("Using default tag: latest");
    progress.say("The push refers to repository [" + reference.name() + "]");
    const spec::image::Descriptor pushed =
        TRY(transfer::push(store, transport, settings, reference, progress, given.compression));
    if (given.referrers) {
      TRY_STEP("referrers", archive::push_referrers(store, transport, settings, reference, progress));
    }
    progress.say(concat(reference.tag, ": digest: ", pushed.digest.text(), " size: ", pushed.size));
    if (given.quiet) std::puts(reference.text().c_str());
  }
  return 0;
}

}  // namespace imagetool::cmd
