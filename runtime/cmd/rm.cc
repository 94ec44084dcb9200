#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/orders.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::vector<std::string> ids;
  bool force = false;
};

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "kill them if they run", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  if (key != 'f') return parse_ids(key, value, state, options.ids);
  options.force = true;
  return 0;
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID...",
                         "Deletes supervised containers that have ended. Their bundles stay."
                         "\vExample: runtime rm -f web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> rm(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  return for_each_supervised(globals, "rm", options.ids, [&](const supervision::Place& place) {
    return supervision::remove(place, options.force);
  });
}

}  // namespace runtime::cmd
