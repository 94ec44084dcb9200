#include <cstdio>
#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/remote.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Deletes images from their registries, by digest: all tags that mean the same image go with it. The store stays as "
    "it is.\v"
    "Example:\n  imagetool delete registry.example.com/me/app:1";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& names = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      names.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "the name of an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> delete_(Globals& globals, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "NAME[:TAG|@DIGEST]...", kDoc, nullptr, nullptr, nullptr};
  std::vector<std::string> names;
  TRY(cli::parse(table, arguments, 0, &names));
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  for (const std::string& name : names) {
    const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
    // "latest" is nobody's wish to delete that was not said.
    if (reference.default_tag) return fail(name + ": a tag or a digest is expected");
    const spec::image::Digest digest = TRY(registry::delete_remote(transport, settings, reference));
    std::printf("Deleted: %s@%s\n", reference.name().c_str(), digest.text().c_str());
  }
  return 0;
}

}  // namespace imagetool::cmd
