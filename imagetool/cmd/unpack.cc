#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/local/make_bundle.h"
#include "imagetool/local/open_store.h"
#include "imagetool/transfer/dropped.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Makes a bundle with a plain copy of the image's files: DIR/config.json and DIR/rootfs. Any runtime runs it, "
    "and it needs the store no more. DIR must be missing or empty. See also: imagetool bundle, which copies nothing.\v"
    "Example:\n  imagetool unpack centos centos-bundle";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& words = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (words.size() != 2) argp_error(state, "an image and a folder are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> unpack(Globals& globals, cli::Arguments arguments) {
  std::vector<std::string> words;
  const argp table = {nullptr, parse_option, "IMAGE DIR", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &words));
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const auto image = TRY(local::find(store, words[0]));
  TRY(transfer::bring_back(store, image, transfer::Need::kBytes, globals.tls_verify));
  TRY(local::make_plain_bundle(store, words[0], words[1]));
  return 0;
}

}  // namespace imagetool::cmd
