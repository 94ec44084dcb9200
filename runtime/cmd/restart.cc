#include "runtime/cmd/stop_options.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

constexpr argp_child kChildren[] = {{&kStopArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {nullptr,
                         pass_stop_options,
                         "ID...",
                         "Stops containers and starts them again; those that have ended are started."
                         "\vExample: runtime restart -t 2 web",
                         kChildren,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> restart(Globals& globals, Arguments arguments) {
  StopArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  return for_each_supervised(globals, "restart", parsed.ids,
                             [&](const supervision::Place& place) { return supervision::restart(place, parsed.how); });
}

}  // namespace runtime::cmd
