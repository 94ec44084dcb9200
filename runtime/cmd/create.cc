#include "runtime/cmd/container_options.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/place.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char*, argp_state* state) {
  if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
  state->child_inputs[0] = state->input;
  return 0;
}

constexpr argp_child kChildren[] = {{&kContainerArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {nullptr,
                         parse_option,
                         "ID\nBUNDLE/ [ID]",
                         "Makes a container; its process waits for `runtime start`.\v"
                         "Example: runtime create --bundle /var/lib/web web",
                         kChildren,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> create(Globals& globals, Arguments arguments) {
  ContainerArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  const container::CreateOptions options = TRY(complete_options(globals, std::move(parsed)));
  TRY(supervision::Place::check_free(globals.root, options.id));
  TRY(sys::run_sealed());
  container::Warnings warnings;
  container::NewContainer made = TRY(container::create(options, warnings));
  TRY(made.release(options));
  made.keep();
  warn(globals, "create", warnings);
  return 0;
}

}  // namespace runtime::cmd
