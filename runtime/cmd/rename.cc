#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/event_log.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  std::string name;
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      if (state->arg_num > 1) ::argp_error(state, "too many arguments");
      (state->arg_num == 0 ? options.id : options.name) = value;
      return 0;
    case ARGP_KEY_END:
      if (state->arg_num < 2) ::argp_error(state, "a container and its new name are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         "ID NAME",
                         "Gives a container another name. Of those that `runtime run -d BUNDLE/` started."
                         "\vExample: runtime rename quiet_hopper web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> rename(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  const supervision::Place place = TRY(find_supervised(globals, options.id));
  const supervision::Settings before = TRY(place.settings());
  TRY(place.rename(options.name));
  supervision::tell_event(place, "rename", {{"oldName", "/" + before.name}});
  return 0;
}

}  // namespace runtime::cmd
