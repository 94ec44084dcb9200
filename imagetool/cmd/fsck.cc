#include "imagetool/local/fsck.h"

#include <cstdio>
#include <string_view>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/transfer/repair.h"
#include "spec/base/interrupt.h"
#include "spec/json/text.h"

namespace imagetool::cmd {

namespace {

enum Key { kRepair = 256, kFormat };

constexpr argp_option kOptions[] = {
    {"repair", kRepair, nullptr, 0, "Fetch bad blobs again from their images' registries and unpack bad layers again",
     0},
    {"format", kFormat, "FORMAT", 0, "table, or json for programs", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Checks the store: every blob's digest, every name, every unpacked layer against its blob, file by file. The exit "
    "status is 0 where all is well or was repaired, 1 where damage is left.\v"
    "Example:\n  imagetool fsck --repair";

struct Input {
  bool repair = false;
  bool json = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case kRepair:
      input.repair = true;
      return 0;
    case kFormat:
      input.json = std::string_view(value) == "json";
      if (!input.json && std::string_view(value) != "table") {
        argp_error(state, "--format: \"%s\" is neither table nor json", value);
      }
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "no argument is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> fsck(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  transfer::RegistryRepairer repairer(transport, settings);
  const local::Checked checked = TRY(local::fsck(store, input.repair ? &repairer : nullptr));
  const std::string out = input.json ? spec::json::write(local::fsck_json(checked)) + "\n" : local::fsck_text(checked);
  std::fputs(out.c_str(), stdout);
  return checked.is_good() ? 0 : 1;
}

}  // namespace imagetool::cmd
