#include <string_view>

#include "buildtool/cmd/verbs.h"

namespace buildtool::cmd {

namespace {
enum Key { kRoot = 0x300, kTlsVerify };
}

const argp_option kGlobalOptions[] = {
    {"root", kRoot, "DIR", 0, "The image store (default: $IMAGETOOL_ROOT, else /var/lib/imagetool)", 0},
    {"tls-verify", kTlsVerify, "BOOL", OPTION_ARG_OPTIONAL, "false: pull over plain HTTP too, verify no certificate",
     0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_global_option(int key, char* value, argp_state* state, Globals& globals) {
  switch (key) {
    case kRoot:
      if (*value == '\0') argp_error(state, "--root: the folder's name is empty");
      globals.root = value;
      return 0;
    case kTlsVerify: {
      const std::string_view word = value == nullptr ? "true" : value;
      if (word != "true" && word != "false") argp_error(state, "--tls-verify: \"%s\" is neither true nor false", value);
      globals.tls_verify = word == "true";
      return 0;
    }
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace buildtool::cmd
