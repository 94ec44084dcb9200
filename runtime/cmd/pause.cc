#include "runtime/container/pause.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_ids(key, value, state, *static_cast<std::vector<std::string>*>(state->input));
}

constexpr argp kTable = {
    nullptr, parse_option,
    "ID...", "Stops all processes of a container, until `runtime resume`.\vExample: runtime pause web",
    nullptr, nullptr,
    nullptr};

}  // namespace

Result<int> pause(Globals& globals, Arguments arguments) {
  std::vector<std::string> ids;
  TRY(spec::cli::parse(kTable, arguments, 0, &ids));
  return for_each_container(globals, "pause", ids, "pause",
                            [&](const std::string& id) { return container::pause(globals.root, id); });
}

}  // namespace runtime::cmd
