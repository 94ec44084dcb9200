#include "runtime/container/start.h"

#include <cstdlib>
#include "runtime/cmd/id_argument.h"

#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_id(key, value, state, *static_cast<std::string*>(state->input));
}

constexpr argp kTable = {
    nullptr, parse_option, "ID",   "Starts a container that `runtime create` made.\vExample: runtime start web",
    nullptr, nullptr,      nullptr};

}  // namespace

Result<int> start(Globals& globals, Arguments arguments) {
  std::string id;
  TRY(spec::cli::parse(kTable, arguments, 0, &id));
  container::Warnings warnings;
  const char* manager = ::getenv("NOTIFY_SOCKET");
  Result<void> started = container::start(globals.root, id, manager != nullptr ? manager : "", warnings);
  warn(globals, "start", warnings);
  if (!started) return std::move(started).error();
  return 0;
}

}  // namespace runtime::cmd
