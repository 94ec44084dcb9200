#include "runtime/features/features.h"

#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "spec/base/file.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  if (key == ARGP_KEY_ARG) ::argp_error(state, "unexpected argument \"%s\"", value);
  return ARGP_ERR_UNKNOWN;
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         nullptr,
                         "Prints what this runtime can do, as JSON (runtime-spec, features.md).\v"
                         "Example: runtime features | jq .linux.seccomp.actions",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> features(Globals&, Arguments arguments) {
  TRY(::spec::cli::parse(kTable, arguments, 0, nullptr));
  TRY(write_all(FdRef(STDOUT_FILENO), ::spec::runtime::write_features(::runtime::features::features()), "stdout"));
  return 0;
}

}  // namespace runtime::cmd
