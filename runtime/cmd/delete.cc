#include "runtime/container/delete.h"

#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  bool force = false;
};

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "kill it if it runs; no error where there is no such container", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  if (key != 'f') return parse_id(key, value, state, options.id);
  options.force = true;
  return 0;
}

constexpr argp kTable = {
    kOptions, parse_option, "ID",   "Deletes a container that has stopped.\vExample: runtime delete --force web",
    nullptr,  nullptr,      nullptr};

}  // namespace

Result<int> remove(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  container::Warnings warnings;
  Result<void> removed = container::remove(globals.root, options.id, options.force, warnings);
  warn(globals, "delete", warnings);
  if (!removed) return std::move(removed).error();
  return 0;
}

}  // namespace runtime::cmd
