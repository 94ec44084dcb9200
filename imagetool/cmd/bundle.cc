#include <unistd.h>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/bundle_network.h"
#include "imagetool/local/make_bundle.h"
#include "imagetool/local/open_store.h"
#include "imagetool/options/parser.h"
#include "imagetool/transfer/have_image.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Makes a bundle for `runtime run`: DIR/config.json, whose root is an overlay of the store's layers. Nothing is "
    "copied; what the container writes is in DIR/upper. DIR must be missing or empty. The image's layers stay in the "
    "store until DIR is removed. The options are those of `docker run`.\v"
    "Example:\n  imagetool bundle -t --network host centos box -- bash\n  runtime run box/";

struct Input {
  options::Request request;
  std::string image;
  std::string folder;
};

error_t parse_argument(Input& input, char* value, argp_state* state) {
  if (state->arg_num == 0) {
    input.image = value;
  } else if (state->arg_num == 1) {
    input.folder = value;
  } else {
    // The command and all that follows, options of its own too.
    input.request.bundle.command.assign(state->argv + state->next - 1, state->argv + state->argc);
    state->next = state->argc;
  }
  return 0;
}

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  if (key == ARGP_KEY_ARG) return parse_argument(input, value, state);
  if (key == ARGP_KEY_END && input.folder.empty()) argp_error(state, "an image and a folder are expected");
  return options::take(key, value, state, input.request);
}

}  // namespace

Result<int> bundle(Globals& globals, cli::Arguments arguments) {
  Input input;
  const std::vector<argp_option> options = options::argp_options();
  const argp table = {options.data(), parse_option, "IMAGE DIR [COMMAND [ARG...]]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, ARGP_IN_ORDER, &input));
  TRY(options::finish(input.request, static_cast<unsigned>(::sysconf(_SC_NPROCESSORS_ONLN))));
  catch_interrupts();
  // Before this process has a user namespace of its own, where other users' files are nobody's.
  TRY(local::join_network(input.request.network, globals.state_root, input.request.bundle));
  std::vector<volume::Shared> shared = TRY(local::shared_by_others(input.request.volumes, globals.state_root));
  const auto store = TRY(local::open_store(globals.root));
  TRY(transfer::have_image(store, globals.tls_verify, input.image, input.request.platform, input.request.pull));
  TRY(local::make_overlay_bundle(store, input.image, input.request, std::move(shared), input.folder));
  return 0;
}

}  // namespace imagetool::cmd
