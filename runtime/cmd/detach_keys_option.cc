#include "runtime/cmd/detach_keys_option.h"

#include "runtime/process/detach_keys.h"

namespace runtime::cmd {

void take_detach_keys(const char* value, argp_state* state, std::string& keys) {
  const base::Result<std::string> parsed = process::parse_detach_keys(value);
  if (!parsed) ::argp_error(state, "--detach-keys: %s", parsed.error().text().c_str());
  keys = *parsed;
}

}  // namespace runtime::cmd
