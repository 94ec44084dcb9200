#include "runtime/container/kill.h"

#include <csignal>

#include "runtime/cmd/verbs.h"
#include "runtime/container/store.h"
#include "runtime/supervision/orders.h"
#include "runtime/sys/signals.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  std::string signal;
  bool all = false;
  bool regex = false;
};

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "to every process in the container", 0},
    {"regex", 'r', nullptr, 0, "ID is a regular expression: to every container that it is found in", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'a':
      options.all = true;
      return 0;
    case 'r':
      options.regex = true;
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

// One that cannot be signalled is a warning, as crun has it: the others are.
Result<void> kill_matching(const Globals& globals, const Options& options, int signal) {
  const container::Store store = TRY(container::Store::open(globals.root));
  const std::vector<std::string> ids = TRY(store.ids_matching(options.id));
  std::vector<Error> warnings;
  for (const std::string& id : ids) {
    Result<void> sent = container::kill(globals.root, id, signal, options.all);
    if (!sent) warnings.push_back(std::move(sent).error().step(id));
  }
  warn(globals, "kill", warnings);
  return {};
}

}  // namespace

Result<int> kill(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  const std::optional<int> signal = options.signal.empty() ? SIGTERM : sys::parse_signal(options.signal);
  if (!signal) return fail("unknown signal \"" + options.signal + "\"");
  if (options.regex) {
    TRY(kill_matching(globals, options, *signal));
    return 0;
  }
  const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, options.id));
  if (place && !options.all) {
    TRY(supervision::kill(*place, *signal));
  } else {
    TRY(container::kill(globals.root, place ? place->id() : options.id, *signal, options.all));
  }
  return 0;
}

}  // namespace runtime::cmd
