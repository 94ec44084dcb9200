#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/commit.h"
#include "imagetool/local/open_store.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Makes an image of an unpacked bundle: what was changed in its rootfs becomes a layer over the image that it was "
    "unpacked from. Without a change there is no layer, and the name means that image.\v"
    "Example:\n  imagetool unpack centos box && echo hello >box/rootfs/etc/motd && imagetool repack box me/box:1";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& words = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (words.size() != 2) argp_error(state, "a bundle and a name are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> repack(Globals& globals, cli::Arguments arguments) {
  std::vector<std::string> words;
  const argp table = {nullptr, parse_option, "BUNDLE NAME[:TAG]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &words));
  catch_interrupts();
  const auto store = TRY(local::open_store(globals.root));
  const spec::image::Digest id = TRY(local::repack(store, words[0], words[1]));
  std::puts(id.text().c_str());
  return 0;
}

}  // namespace imagetool::cmd
