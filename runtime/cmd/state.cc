#include <unistd.h>

#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/verbs.h"
#include "runtime/container/listing.h"
#include "runtime/supervision/inspect.h"
#include "spec/base/file.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_id(key, value, state, *static_cast<std::string*>(state->input));
}

constexpr argp kTable = {
    nullptr, parse_option, "ID",   "Prints the state of a container as JSON.\vExample: runtime state web",
    nullptr, nullptr,      nullptr};

}  // namespace

Result<int> state(Globals& globals, Arguments arguments) {
  std::string id;
  TRY(spec::cli::parse(kTable, arguments, 0, &id));
  const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, id));
  const container::Listing listing =
      place ? TRY(supervision::describe(*place)) : TRY(container::describe_container(globals.root, id));
  TRY(write_all(FdRef(STDOUT_FILENO), container::write_listing(listing), "stdout"));
  return 0;
}

}  // namespace runtime::cmd
