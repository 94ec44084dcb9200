#include <cstdio>
#include <string>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/auth_files.h"
#include "imagetool/registry/login.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Removes a registry's credentials from wherever they are stored.\v"
    "Example:\n  imagetool logout registry.example.com";

error_t parse_option(int key, char* value, argp_state* state) {
  auto& server = *static_cast<std::string*>(state->input);
  if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
  if (!server.empty()) argp_error(state, "only one registry is expected");
  server = value;
  return 0;
}

}  // namespace

Result<int> logout(Globals&, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "[REGISTRY]", kDoc, nullptr, nullptr, nullptr};
  std::string typed;
  TRY(cli::parse(table, arguments, 0, &typed));
  const std::string server = TRY(registry::registry_of(typed));
  const bool erased = TRY(registry::erase_credentials(registry::AuthFiles::of_user(), server));
  std::printf(erased ? "Removing login credentials for %s\n" : "Not logged in to %s\n", server.c_str());
  return 0;
}

}  // namespace imagetool::cmd
