#include "runtime/checkpoint/restore.h"

#include <cstring>

#include "runtime/cmd/criu_options.h"
#include "runtime/cmd/verbs.h"

namespace runtime::cmd {

namespace {

using checkpoint::RestoreOptions;

enum Key { kPidFile = 0x500, kConsoleSocket, kNoSubreaper, kNoPivot };

constexpr argp_option kOptions[] = {
    {"bundle", 'b', "DIR", 0, "the bundle (default: the working folder)", 0},
    {"detach", 'd', nullptr, 0, "do not stay with the container", 0},
    {"pid-file", kPidFile, "FILE", 0, "write the process id to FILE", 0},
    {"console-socket", kConsoleSocket, "PATH", 0, "send the terminal's master side to this unix socket", 0},
    {"no-subreaper", kNoSubreaper, nullptr, 0, "leave processes that lose their parent to others", 0},
    {"no-pivot", kNoPivot, nullptr, 0, "accepted: CRIU changes the root in its own way", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  RestoreOptions& options = *static_cast<RestoreOptions*>(state->input);
  switch (key) {
    case ARGP_KEY_INIT:
      state->child_inputs[0] = static_cast<checkpoint::CommonOptions*>(&options);
      return 0;
    case 'b':
      options.bundle = value;
      return 0;
    case 'd':
      options.detach = true;
      return 0;
    case kPidFile:
      options.pid_file = value;
      return 0;
    case kConsoleSocket:
      options.console_socket = value;
      return 0;
    case kNoSubreaper:
      options.no_subreaper = true;
      return 0;
    case kNoPivot:
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp_child kChildren[] = {{&kCriuArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Brings back a container that `runtime checkpoint` saved, waits for it and deletes it.\v"
                         "Example: runtime restore --detach --bundle bundle --image-path /var/tmp/web web",
                         kChildren,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> restore(Globals& globals, Arguments arguments) {
  RestoreOptions options;
  // containerd's shim passes this one with one dash, as Go's programs take it.
  static char no_subreaper[] = "--no-subreaper";
  for (int i = 1; i < arguments.argc; ++i) {
    if (std::strcmp(arguments.argv[i], no_subreaper + 1) == 0) arguments.argv[i] = no_subreaper;
  }
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  options.state_root = globals.root;
  options.cgroup_manager = globals.cgroup_manager;
  options.rootless_cgroups = globals.rootless_cgroups();
  container::Warnings warnings;
  Result<int> status = checkpoint::restore(options, warnings);
  warn(globals, "restore", warnings);
  return status;
}

}  // namespace runtime::cmd
