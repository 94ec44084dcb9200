#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/container/pause.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_ids(key, value, state, *static_cast<std::vector<std::string>*>(state->input));
}

constexpr argp kTable = {
    nullptr, parse_option, "ID...", "Lets the processes of a paused container go on.\vExample: runtime resume web",
    nullptr, nullptr,      nullptr};

}  // namespace

Result<int> resume(Globals& globals, Arguments arguments) {
  std::vector<std::string> ids;
  TRY(spec::cli::parse(kTable, arguments, 0, &ids));
  return for_each_container(globals, "resume", ids, "unpause",
                            [&](const std::string& id) { return container::resume(globals.root, id); });
}

}  // namespace runtime::cmd
