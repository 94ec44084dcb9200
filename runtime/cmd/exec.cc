#include "runtime/container/exec.h"

#include <unistd.h>

#include "runtime/cmd/detach_keys_option.h"
#include "runtime/cmd/program.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/event_log.h"
#include "runtime/supervision/exec_style.h"
#include "runtime/sys/sealed.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

using container::ExecOptions;

constexpr int kNotRun = 255;  // 1 could be the command's own status: runc's convention

// Docker's, of a person's command in a supervised container.
constexpr int kNoContainer = 1;
constexpr int kCannotRun = 126;
constexpr int kNotFound = 127;

enum Key {
  kConsoleSocket = 0x300,
  kPidfdSocket,
  kCwd,
  kPidFile,
  kProcessLabel,
  kApparmor,
  kNoNewPrivs,
  kPreserveFds,
  kIgnorePaused,
  kCgroup,
  kPrivileged,
  kDetachKeys
};

struct ExecArguments {
  ExecOptions options;
  std::string detach_keys = process::kDetachKeys;
  supervision::ExecStyle style;
};

constexpr argp_option kOptions[] = {
    {"process", 'p', "FILE", 0, "the whole process as a JSON file", 0},
    {"tty", 't', nullptr, 0, "with a terminal", 0},
    {"interactive", 'i', nullptr, 0, "in a supervised container: pass our input on, as with --tty", 0},
    {"cwd", kCwd, "DIR", 0, "the working folder", 0},
    {"workdir", 'w', "DIR", 0, "the same, as Docker calls it", 0},
    {"env", 'e', "NAME=VALUE", 0, "a variable more (again for another)", 0},
    {"user", 'u', "UID[:GID]", 0, "the user, by number; in a supervised container also by name", 0},
    {"additional-gids", 'g', "GID", 0, "a group more (again for another)", 0},
    {"cap", 'c', "CAP", 0, "a capability more (again for another)", 0},
    {"detach", 'd', nullptr, 0, "do not wait for the process", 0},
    {"detach-keys", kDetachKeys, "KEYS", 0,
     "in a supervised container: what leaves the command running (default: ctrl-p,ctrl-q)", 0},
    {"pid-file", kPidFile, "FILE", 0, "write the process id to FILE", 0},
    {"console-socket", kConsoleSocket, "PATH", 0, "send the terminal's master side to this unix socket", 0},
    {"pidfd-socket", kPidfdSocket, "PATH", 0, "send a pidfd of the process to this unix socket", 0},
    {"preserve-fds", kPreserveFds, "N", 0, "pass on N descriptors from 3 on", 0},
    {"privileged", kPrivileged, nullptr, 0, "in a supervised container: with all capabilities", 0},
    {"no-new-privs", kNoNewPrivs, nullptr, 0, "set no_new_privs", 0},
    {"cgroup", kCgroup, "[CONTROLLER:]PATH", 0, "in this cgroup below the container's (again for another controller)",
     0},
    {"ignore-paused", kIgnorePaused, nullptr, 0, "in a paused container, too; the command waits for resume", 0},
    {"apparmor", kApparmor, "PROFILE", 0, "the AppArmor profile", 0},
    {"process-label", kProcessLabel, "LABEL", 0, "the SELinux label", 0},
    {},
};

unsigned parse_count(const char* value, argp_state* state, const char* option) {
  const auto number = parse_number<unsigned>(value);
  if (!number) ::argp_error(state, "%s: \"%s\" is no number", option, value);
  return number.value_or(0);
}

error_t parse_text(int key, char* value, ExecOptions& options) {
  switch (key) {
    case 'p':
      options.process_file = value;
      return 0;
    case kCwd:
    case 'w':
      options.cwd = value;
      return 0;
    case 'e':
      options.env.emplace_back(value);
      return 0;
    case 'c':
      options.capabilities.emplace_back(value);
      return 0;
    case kPidFile:
      options.pid_file = value;
      return 0;
    case kConsoleSocket:
      options.console_socket = value;
      return 0;
    case kPidfdSocket:
      options.pidfd_socket = value;
      return 0;
    case kCgroup:
      options.cgroups.emplace_back(value);
      return 0;
    case kApparmor:
      options.apparmor_profile = value;
      return 0;
    case kProcessLabel:
      options.selinux_label = value;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

error_t parse_option(int key, char* value, argp_state* state) {
  ExecArguments& arguments = *static_cast<ExecArguments*>(state->input);
  ExecOptions& options = arguments.options;
  switch (key) {
    case 't':
      options.terminal = true;
      return 0;
    case 'i':
      arguments.style.interactive = true;
      return 0;
    case kPrivileged:
      arguments.style.privileged = true;
      return 0;
    case 'd':
      options.detach = true;
      return 0;
    case kDetachKeys:
      take_detach_keys(value, state, arguments.detach_keys);
      return 0;
    case kNoNewPrivs:
      options.no_new_privileges = true;
      return 0;
    case kIgnorePaused:
      options.ignore_paused = true;
      return 0;
    case 'u':
      if (value[0] == '\0') ::argp_error(state, "--user: empty");
      options.user = value;
      return 0;
    case 'g':
      options.additional_gids.push_back(parse_count(value, state, "--additional-gids"));
      return 0;
    case kPreserveFds:
      options.preserve_fds = parse_count(value, state, "--preserve-fds");
      return 0;
    case ARGP_KEY_ARG:
      // What follows the id is the command's own, its options, too.
      options.id = value;
      options.args.assign(state->argv + state->next, state->argv + state->argc);
      if (!options.args.empty() && options.args.front() == "--") options.args.erase(options.args.begin());
      state->next = state->argc;
      return 0;
    case ARGP_KEY_END:
      if (options.id.empty()) ::argp_error(state, "a container id is missing");
      if (options.args.empty() && options.process_file.empty()) ::argp_error(state, "a command is missing");
      return 0;
    default:
      return parse_text(key, value, options);
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID COMMAND [ARG...]",
                         "Runs a command in a container. The exit status is the command's, 255 where it could not "
                         "be run.\vExample: runtime exec -t web sh",
                         nullptr,
                         nullptr,
                         nullptr};

Result<ExecArguments> parse_arguments(const Globals& globals, Arguments words) {
  ExecArguments arguments;
  TRY(spec::cli::parse(kTable, words, ARGP_IN_ORDER, &arguments));
  arguments.options.state_root = globals.root;
  TRY(sys::run_sealed());
  return arguments;
}

Result<int> run_in(Globals& globals, const ExecOptions& options) {
  container::Warnings warnings;
  Result<int> status = container::exec(options, warnings);
  warn(globals, "exec", warnings);
  return status;
}

Result<int> run_exec(Globals& globals, Arguments words) {
  const ExecArguments arguments = TRY(parse_arguments(globals, words));
  const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, arguments.options.id));
  if (place) return run_companion();
  if (arguments.style.privileged) return fail("--privileged: the container is not supervised").with_hint("see --cap");
  return run_in(globals, arguments.options);
}

// An error is told here, since it has a status of its own.
int status_of(const Globals& globals, const Result<int>& status, int otherwise = kNotRun) {
  if (status) return *status;
  log_error(globals, "exec", status.error());
  spec::cli::print_error("runtime exec", status.error());
  return otherwise;
}

Result<int> run_in_supervised(Globals& globals, const supervision::Place& place, ExecArguments& arguments) {
  TRY(supervision::prepare_exec(place, arguments.style, arguments.options));
  return run_in(globals, arguments.options);
}

int status_for_people(const Result<int>& status) {
  if (status) return *status;
  const Error& error = status.error();
  const bool is_missing = error.number == ENOENT && !error.steps.empty() && error.steps.back() == "executable";
  return is_missing ? kNotFound : kCannotRun;
}

Result<int> run_exec_supervised(Globals& globals, Arguments words) {
  ExecArguments arguments = TRY(parse_arguments(globals, words));
  ExecOptions& options = arguments.options;
  const supervision::Place place = TRY(find_supervised(globals, options.id));
  options.id = place.id();
  const bool by_hand = supervision::is_by_hand(options);
  if (const Result<void> alive = supervision::check_alive(place); !alive) {
    return status_of(globals, alive.error(), by_hand ? kNoContainer : kNotRun);
  }
  if (!by_hand) return run_in_supervised(globals, place, arguments);
  const std::string command = join(options.args, " ");
  supervision::tell_event(place, "exec_create: " + command);
  supervision::tell_event(place, "exec_start: " + command);
  process::DetachKeys keys(arguments.detach_keys);
  if (options.terminal && ::isatty(STDIN_FILENO) == 1) options.keys = &keys;
  const Result<int> outcome = run_in_supervised(globals, place, arguments);
  const int status = status_for_people(outcome);
  if (!options.detach && !keys.found())
    supervision::tell_event(place, "exec_die", {{"exitCode", std::to_string(status)}});
  return status_of(globals, outcome, status);
}

}  // namespace

Result<int> exec(Globals& globals, Arguments arguments) { return status_of(globals, run_exec(globals, arguments)); }

Result<int> exec_supervised(Globals& globals, Arguments arguments) {
  return status_of(globals, run_exec_supervised(globals, arguments));
}

}  // namespace runtime::cmd
