#include <cstdlib>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/make_bundle.h"
#include "imagetool/local/volume.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

using spec::bundle::Network;
using spec::bundle::Options;

enum Key { kEntrypoint = 256, kNetwork, kReadOnly, kCapAdd, kCapDrop };

constexpr argp_option kOptions[] = {
    {"cap-add", kCapAdd, "CAPABILITY", 0, "Add a capability, or ALL", 0},
    {"cap-drop", kCapDrop, "CAPABILITY", 0, "Drop a capability, or ALL", 0},
    {"entrypoint", kEntrypoint, "PROGRAM", 0, "Instead of the image's entrypoint and command", 0},
    {"env", 'e', "NAME[=VALUE]", 0, "Set a variable; without a value: to the one it has here", 0},
    {"hostname", 'h', "NAME", 0, "Default: DIR's name; the host's with --network host", 0},
    {"interactive", 'i', nullptr, 0, "Accepted for Docker's sake: the runtime's own input is passed on", 0},
    {"network", kNetwork, "MODE", 0, "none (the default): nothing but loopback; host: the host's", 0},
    {"read-only", kReadOnly, nullptr, 0, "The root file system cannot be written", 0},
    {"tty", 't', nullptr, 0, "A terminal", 0},
    {"user", 'u', "USER[:GROUP]", 0, "Names or numbers", 0},
    {"volume", 'v', "SRC:DST[:ro]", 0, "Show a file or folder of the host", 0},
    {"workdir", 'w', "DIR", 0, "The working folder", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Makes a bundle for `runtime run`: DIR/config.json, whose root is an overlay of the store's layers. Nothing is "
    "copied; what the container writes is in DIR/upper. DIR must be missing or empty. The image's layers stay in the "
    "store until DIR is removed.\v"
    "Example:\n  imagetool bundle -t --network host centos box -- bash\n  runtime run box/";

struct Input {
  Options options;
  std::string image;
  std::string folder;
  Result<void> mistake;  // the first bad value
};

// Docker's "-e NAME": what the person who types it has there; without one NAME is taken away.
std::string variable(const std::string& text) {
  if (text.find('=') != std::string::npos) return text;
  const char* value = std::getenv(text.c_str());
  return value == nullptr ? text : text + "=" + value;
}

void add_volume(Input& input, const std::string& text) {
  Result<spec::runtime::Mount> mount = local::parse_volume(text);
  if (mount) {
    input.options.mounts.push_back(std::move(*mount));
  } else if (input.mistake) {
    input.mistake = std::move(mount).error().step("--volume");
  }
}

error_t parse_argument(Input& input, char* value, argp_state* state) {
  if (state->arg_num == 0) {
    input.image = value;
  } else if (state->arg_num == 1) {
    input.folder = value;
  } else {
    // The command and all that follows, options of its own too.
    input.options.command.assign(state->argv + state->next - 1, state->argv + state->argc);
    state->next = state->argc;
  }
  return 0;
}

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  Options& options = input.options;
  switch (key) {
    case 'e':
      options.env.push_back(variable(value));
      return 0;
    case 'h':
      options.hostname = value;
      return 0;
    case 'i':
      return 0;
    case 't':
      options.terminal = true;
      return 0;
    case 'u':
      options.user = value;
      return 0;
    case 'v':
      add_volume(input, value);
      return 0;
    case 'w':
      if (*value != '/') argp_error(state, "--workdir: \"%s\" is not an absolute path", value);
      options.working_dir = value;
      return 0;
    case kCapAdd:
      options.add_capabilities.emplace_back(value);
      return 0;
    case kCapDrop:
      options.drop_capabilities.emplace_back(value);
      return 0;
    case kEntrypoint:
      options.entrypoint.emplace();
      if (*value != '\0') options.entrypoint->emplace_back(value);
      return 0;
    case kNetwork:
      if (value != std::string("none") && value != std::string("host")) {
        argp_error(state, "--network: none or host, not \"%s\"", value);
      }
      options.network = value == std::string("host") ? Network::kHost : Network::kNone;
      return 0;
    case kReadOnly:
      options.read_only = true;
      return 0;
    case ARGP_KEY_ARG:
      return parse_argument(input, value, state);
    case ARGP_KEY_END:
      if (input.folder.empty()) argp_error(state, "an image and a folder are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> bundle(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE DIR [COMMAND [ARG...]]", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, ARGP_IN_ORDER, &input));
  TRY(std::move(input.mistake));
  catch_interrupts();
  const auto store = TRY(spec::layout::Store::open(globals.root));
  TRY(local::make_overlay_bundle(store, input.image, input.options, input.folder));
  return 0;
}

}  // namespace imagetool::cmd
