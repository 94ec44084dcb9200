#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "runtime/container/processes.h"
#include "runtime/supervision/condition.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string id;
  std::string format = "table";
  std::vector<std::string> for_ps;
};

constexpr argp_option kOptions[] = {
    {"format", 'f', "FORMAT", 0, "table (default) or json", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'f':
      options.format = value;
      return 0;
    case ARGP_KEY_ARG:
      // What follows the id is for `ps`, its options, too.
      options.id = value;
      options.for_ps.assign(state->argv + state->next, state->argv + state->argc);
      state->next = state->argc;
      return 0;
    case ARGP_KEY_NO_ARGS:
      ::argp_error(state, "a container id is missing");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID [PS-OPTION...]",
                         "Lists the processes of a container, as the machine's ps shows them.\v"
                         "Example: runtime ps web -eo pid,args",
                         nullptr,
                         nullptr,
                         nullptr};

// "[12,34]", or "null" where there is none, as runc has it.
std::string write_json(const std::vector<pid_t>& pids) {
  if (pids.empty()) return "null\n";
  std::vector<std::string> numbers;
  for (const pid_t pid : pids) numbers.push_back(std::to_string(pid));
  return "[" + join(numbers, ",") + "]\n";
}

}  // namespace

Result<int> ps(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, ARGP_IN_ORDER, &options));
  if (options.format != "table" && options.format != "json") return fail("invalid format \"" + options.format + "\"");
  const auto place = TRY(supervision::Place::find(globals.root, options.id));
  if (place) TRY(supervision::check_alive(*place));
  const std::vector<pid_t> pids = TRY(container::processes(globals.root, place ? place->id() : options.id));
  std::string text;
  if (options.format == "json") {
    text = write_json(pids);
  } else {
    text = TRY(container::list_processes(pids, options.for_ps));
  }
  TRY(write_all(FdRef(STDOUT_FILENO), text, "stdout"));
  return 0;
}

}  // namespace runtime::cmd
