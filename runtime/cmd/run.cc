#include "runtime/container/run.h"

#include <unistd.h>

#include <cstdio>

#include "runtime/cmd/container_options.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/attach.h"
#include "runtime/supervision/begin.h"
#include "runtime/supervision/detach_keys.h"
#include "runtime/supervision/new_settings.h"
#include "runtime/sys/own_path.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

enum Key { kKeep = 0x300, kNoSubreaper, kName, kRestart, kLogDriver, kLogOpt, kRm, kDetachKeys };

struct RunArguments {
  ContainerArguments container;
  supervision::Wish wish;
  std::string detach_keys = supervision::AttachStyle().detach_keys;
  bool is_wish = false;  // one of the options was given that only a supervised container has
};

constexpr argp_option kOptions[] = {
    {"detach", 'd', nullptr, 0, "do not stay with the container; of BUNDLE/: a supervisor does", 0},
    {"keep", kKeep, nullptr, 0, "do not delete the container when it has ended", 0},
    {"no-subreaper", kNoSubreaper, nullptr, 0, "leave what outlives the process to the machine's init", 0},
    {nullptr, 0, nullptr, 0, "Of `run -d BUNDLE/`, and where BUNDLE/ has a terminal and so have we:", 1},
    {"name", kName, "NAME", 0, "the container's name (default: made up)", 1},
    {"restart", kRestart, "POLICY", 0, "when it has ended: no, on-failure[:COUNT], always or unless-stopped", 1},
    {"log-driver", kLogDriver, "DRIVER", 0, "cri (default), json-file or none", 1},
    {"log-opt", kLogOpt, "KEY=VALUE", 0, "path=FILE (default: BUNDLE/container.log), max-size=, max-file=", 1},
    {"interactive", 'i', nullptr, 0, "keep standard input open for who attaches", 1},
    {"rm", kRm, nullptr, 0, "delete it when it has ended", 1},
    {"detach-keys", kDetachKeys, "KEYS", 0, "what leaves it running (default: ctrl-p,ctrl-q)", 1},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  RunArguments& arguments = *static_cast<RunArguments*>(state->input);
  container::CreateOptions& options = arguments.container.options;
  supervision::Wish& wish = arguments.wish;
  switch (key) {
    case ARGP_KEY_INIT:
      state->child_inputs[0] = &arguments.container;
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
    case kName:
      wish.name = value;
      break;
    case kRestart:
      if (const Result<supervision::Restart> restart = supervision::parse_restart(value)) {
        wish.restart = *restart;
      } else {
        ::argp_error(state, "--restart: %s", restart.error().text().c_str());
      }
      break;
    case kLogDriver:
      wish.log_driver = value;
      break;
    case kLogOpt:
      wish.log_options.emplace_back(value);
      break;
    case 'i':
      wish.interactive = true;
      break;
    case kRm:
      wish.remove = true;
      break;
    case kDetachKeys:
      if (const Result<std::string> keys = supervision::parse_detach_keys(value)) {
        arguments.detach_keys = *keys;
      } else {
        ::argp_error(state, "--detach-keys: %s", keys.error().text().c_str());
      }
      break;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  arguments.is_wish = true;
  return 0;
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

// The program with its global options, for the supervisor to make the container with.
Result<std::vector<std::string>> own_command(const Globals& globals) {
  std::string program = TRY(sys::own_path());
  return std::vector<std::string>{std::move(program),
                                  "--root",
                                  globals.root,
                                  "--cgroup-manager",
                                  std::string(cgroup::manager_name(globals.cgroup_manager)),
                                  "--rootless",
                                  globals.rootless_cgroups() ? "true" : "false"};
}

Result<int> run_supervised(const Globals& globals, RunArguments& arguments, const container::CreateOptions& options) {
  supervision::Wish& wish = arguments.wish;
  wish.id = options.id;
  wish.bundle = options.bundle;
  // Who stays with a container sees it deleted at its end, as without a supervisor.
  if (!options.detach) wish.remove = !options.keep;
  std::vector<std::string> command = TRY(own_command(globals));
  const supervision::Settings settings = TRY(supervision::make_settings(wish, std::move(command)));
  const supervision::Place place = TRY(supervision::Place::make(globals.root, settings));
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
  if (!status) (void)place.remove();  // it never ran
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
  if (parsed.is_wish) {
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
