#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/container/pause.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_id(key, value, state, *static_cast<std::string*>(state->input));
}

constexpr argp kTable = {
    nullptr, parse_option, "ID",   "Lets the processes of a paused container go on.\vExample: runtime resume web",
    nullptr, nullptr,      nullptr};

}  // namespace

Result<int> resume(Globals& globals, Arguments arguments) {
  std::string id;
  TRY(spec::cli::parse(kTable, arguments, 0, &id));
  id = TRY(resolve_id(globals, id));
  TRY(container::resume(globals.root, id));
  return 0;
}

}  // namespace runtime::cmd
