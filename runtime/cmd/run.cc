#include "runtime/container/run.h"

#include "runtime/cmd/container_options.h"
#include "runtime/cmd/verbs.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

enum Key { kKeep = 0x300, kNoSubreaper };

constexpr argp_option kOptions[] = {
    {"detach", 'd', nullptr, 0, "do not stay with the container", 0},
    {"keep", kKeep, nullptr, 0, "do not delete the container when it has ended", 0},
    {"no-subreaper", kNoSubreaper, nullptr, 0, "leave what outlives the process to the machine's init", 0},
    {},
};

error_t parse_option(int key, char*, argp_state* state) {
  ContainerArguments& arguments = *static_cast<ContainerArguments*>(state->input);
  switch (key) {
    case ARGP_KEY_INIT:
      state->child_inputs[0] = state->input;
      return 0;
    case 'd':
      arguments.options.detach = true;
      return 0;
    case kKeep:
      arguments.options.keep = true;
      return 0;
    case kNoSubreaper:
      arguments.options.no_subreaper = true;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp_child kChildren[] = {{&kContainerArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID\nBUNDLE/ [ID]",
                         "Makes a container, starts it, waits for it and deletes it. "
                         "The exit status is the process's, or 128 and the signal that ended it.\v"
                         "Example: runtime run bundle/",
                         kChildren,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> run(Globals& globals, Arguments arguments) {
  ContainerArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  container::CreateOptions options = TRY(complete_options(globals, std::move(parsed)));
  options.start_at_once = true;
  TRY(sys::run_sealed());
  container::Warnings warnings;
  Result<int> status = container::run(options, warnings);
  warn(globals, "run", warnings);
  return status;
}

}  // namespace runtime::cmd
