#include "runtime/container/kill.h"

#include <csignal>

#include "runtime/cmd/verbs.h"
#include "runtime/sys/signals.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  std::string signal;
  bool all = false;
};

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "to every process in the container", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'a':
      options.all = true;
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num > 1) ::argp_error(state, "too many arguments");
      (state->arg_num == 0 ? options.id : options.signal) = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      ::argp_error(state, "a container id is missing");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID [SIGNAL]",
                         "Sends a signal, SIGTERM by default, to a container's process.\v"
                         "Example: runtime kill web KILL",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> kill(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  const std::optional<int> signal = options.signal.empty() ? SIGTERM : sys::parse_signal(options.signal);
  if (!signal) return fail("unknown signal \"" + options.signal + "\"");
  TRY(container::kill(globals.root, options.id, *signal, options.all));
  return 0;
}

}  // namespace runtime::cmd
