#include "runtime/container/run.h"

#include <unistd.h>

#include <cstdio>

#include "runtime/cmd/container_options.h"
#include "runtime/cmd/detach_keys_option.h"
#include "runtime/cmd/verbs.h"
#include "runtime/cmd/wish_options.h"
#include "runtime/supervision/attach.h"
#include "runtime/supervision/begin.h"
#include "runtime/supervision/event_log.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

enum Key { kKeep = 0x300, kNoSubreaper, kDetachKeys };

struct RunArguments {
  ContainerArguments container;
  WishArguments wish;
  std::string detach_keys = supervision::AttachStyle().detach_keys;
};

constexpr argp_option kOptions[] = {
    {"detach", 'd', nullptr, 0, "do not stay with the container; of BUNDLE/: a supervisor does", 0},
    {"keep", kKeep, nullptr, 0, "do not delete the container when it has ended", 0},
    {"no-subreaper", kNoSubreaper, nullptr, 0, "leave what outlives the process to the machine's init", 0},
    {"detach-keys", kDetachKeys, "KEYS", 0, "what leaves it running (default: ctrl-p,ctrl-q)", 1},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  RunArguments& arguments = *static_cast<RunArguments*>(state->input);
  container::CreateOptions& options = arguments.container.options;
  switch (key) {
    case ARGP_KEY_INIT:
      state->child_inputs[0] = &arguments.container;
      state->child_inputs[1] = &arguments.wish;
      return 0;
    case 'd':
      options.detach = true;
      return 0;
    case kKeep:
      options.keep = true;
      return 0;
    case kNoSubreaper:
      options.no_subreaper = true;
      return 0;
    case kDetachKeys:
      take_detach_keys(value, state, arguments.detach_keys);
      arguments.wish.given = true;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp_child kChildren[] = {{&kContainerArgp, 0, nullptr, 0}, {&kWishArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID\nBUNDLE/ [ID]",
                         "Makes a container, starts it, waits for it and deletes it. "
                         "The exit status is the process's, or 128 and the signal that ended it.\v"
                         "Example: runtime run bundle/",
                         kChildren,
                         nullptr,
                         nullptr};

Result<int> run_supervised(const Globals& globals, RunArguments& arguments, const container::CreateOptions& options) {
  // Who stays with a container sees it deleted at its end, as without a supervisor.
  if (!options.detach) arguments.wish.wish.remove = !options.keep;
  const supervision::Place place = TRY(make_supervised(globals, std::move(arguments.wish.wish), options));
  const supervision::Settings settings = TRY(place.settings());
  Result<int> status = 0;
  if (options.detach) {
    Result<void> begun = supervision::begin(place);
    if (begun) {
      std::printf("%s\n", settings.id.c_str());
    } else {
      status = std::move(begun).error();
    }
  } else {
    supervision::AttachStyle style;
    style.terminal = settings.terminal;
    style.detach_keys = arguments.detach_keys;
    status = supervision::run_attached(place, style);
  }
  if (!status && place.remove()) supervision::tell_event(globals.root, settings, "destroy");  // it never ran
  return status;
}

}  // namespace

Result<int> run(Globals& globals, Arguments arguments) {
  RunArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  const bool is_by_hand = parsed.container.by_hand();
  container::CreateOptions options = TRY(complete_options(globals, std::move(parsed.container)));
  if (is_by_hand &&
      (options.detach || (::isatty(STDIN_FILENO) == 1 && TRY(supervision::has_terminal(options.bundle))))) {
    return run_supervised(globals, parsed, options);
  }
  if (parsed.wish.given) {
    return fail("options of supervised containers without one").with_hint("`runtime run -d BUNDLE/` starts one");
  }
  options.start_at_once = true;
  TRY(supervision::Place::check_free(globals.root, options.id));
  TRY(sys::run_sealed());
  container::Warnings warnings;
  Result<int> status = container::run(options, warnings);
  warn(globals, "run", warnings);
  return status;
}

}  // namespace runtime::cmd
