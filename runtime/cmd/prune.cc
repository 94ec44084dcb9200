#include <cstdio>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/orders.h"
#include "spec/cli/confirm.h"

namespace runtime::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "do not ask", 0},
    {},
};

error_t parse_option(int key, char*, argp_state* state) {
  switch (key) {
    case 'f':
      *static_cast<bool*>(state->input) = true;
      return 0;
    case ARGP_KEY_ARG:
      ::argp_error(state, "too many arguments");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         nullptr,
                         "Deletes all supervised containers that have ended. Their bundles stay."
                         "\vExample: runtime prune -f",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> prune(Globals& globals, Arguments arguments) {
  bool force = false;
  TRY(spec::cli::parse(kTable, arguments, 0, &force));
  if (!force && !spec::cli::confirm("WARNING! This will remove all stopped containers.")) return 0;
  const std::vector<supervision::Place> places = TRY(supervision::Place::list(globals.root));
  bool is_first = true;
  for (const supervision::Place& place : places) {
    const Result<supervision::Condition> now = supervision::condition(place);
    if (!now || !now->is_over()) continue;
    TRY(supervision::remove(place, false));
    std::printf("%s%s\n", is_first ? "Deleted Containers:\n" : "", place.id().c_str());
    is_first = false;
  }
  return 0;
}

}  // namespace runtime::cmd
