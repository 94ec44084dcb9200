#include "runtime/container/delete.h"

#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/verbs.h"
#include "runtime/container/store.h"
#include "runtime/supervision/orders.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  bool force = false;
  bool regex = false;
};

constexpr argp_option kOptions[] = {
    {"force", 'f', nullptr, 0, "kill it if it runs; no error where there is no such container", 0},
    {"regex", 'r', nullptr, 0, "ID is a regular expression: every container that it is found in", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'f':
      options.force = true;
      return 0;
    case 'r':
      options.regex = true;
      return 0;
    default:
      return parse_id(key, value, state, options.id);
  }
}

constexpr argp kTable = {
    kOptions, parse_option, "ID",   "Deletes a container that has stopped.\vExample: runtime delete --force web",
    nullptr,  nullptr,      nullptr};

}  // namespace

namespace {

// One that cannot be deleted is a warning, as crun has it: the others are.
Result<void> remove_matching(const std::string& root, const Options& options, container::Warnings& warnings) {
  const container::Store store = TRY(container::Store::open(root));
  const std::vector<std::string> ids = TRY(store.ids_matching(options.id));
  for (const std::string& id : ids) {
    Result<void> removed = container::remove(root, id, options.force, warnings);
    if (!removed) warnings.push_back(std::move(removed).error().step(id));
  }
  return {};
}

}  // namespace

Result<int> remove(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (!options.regex) {
    const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, options.id));
    if (place) {
      TRY(supervision::remove(*place, options.force));
      return 0;
    }
  }
  container::Warnings warnings;
  Result<void> removed = options.regex ? remove_matching(globals.root, options, warnings)
                                       : container::remove(globals.root, options.id, options.force, warnings);
  warn(globals, "delete", warnings);
  if (!removed) return std::move(removed).error();
  return 0;
}

}  // namespace runtime::cmd
