#include "runtime/cmd/stop_options.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

constexpr argp_child kChildren[] = {{&kStopArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {
    nullptr,
    pass_stop_options,
    "ID...",
    "Stops containers: their stop signal, and after a while SIGKILL. Of those that `runtime run -d BUNDLE/` started."
    "\vExample: runtime stop web",
    kChildren,
    nullptr,
    nullptr};

}  // namespace

Result<int> stop(Globals& globals, Arguments arguments) {
  StopArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  return for_each_supervised(globals, "stop", parsed.ids,
                             [&](const supervision::Place& place) { return supervision::stop(place, parsed.how); });
}

}  // namespace runtime::cmd
