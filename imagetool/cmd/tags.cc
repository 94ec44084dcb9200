#include <cstdio>
#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/catalogue.h"
#include "imagetool/registry/curl_transport.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Lists the tags of a repository in its registry.\v"
    "Example:\n  imagetool tags library/busybox";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& name = *static_cast<std::string*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      if (!name.empty()) argp_error(state, "only one repository is expected");
      name = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "the name of a repository is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> tags(Globals& globals, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "NAME", kDoc, nullptr, nullptr, nullptr};
  std::string name;
  TRY(cli::parse(table, arguments, 0, &name));
  const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
  if (!reference.default_tag) return fail(name + ": neither tag nor digest is expected");
  catch_interrupts();
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  const std::vector<std::string> found = TRY(registry::list_tags(transport, settings, reference));
  for (const std::string& tag : found) std::puts(tag.c_str());
  return 0;
}

}  // namespace imagetool::cmd
