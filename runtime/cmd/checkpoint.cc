#include "runtime/checkpoint/dump.h"
#include "runtime/checkpoint/settings.h"
#include "runtime/cmd/criu_options.h"
#include "runtime/cmd/verbs.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

using checkpoint::DumpOptions;

enum Key { kParentPath = 0x500, kLeaveRunning, kPreDump, kPageServer, kStatusFd, kTcpSkipInFlight };

constexpr argp_option kOptions[] = {
    {"leave-running", kLeaveRunning, nullptr, 0, "leave the container running", 0},
    {"pre-dump", kPreDump, nullptr, 0, "save memory only, and leave the container running", 0},
    {"parent-path", kParentPath, "DIR", 0, "the checkpoint before this one, relative to --image-path", 0},
    {"page-server", kPageServer, "ADDRESS:PORT", 0, "send memory there, or with --lazy-pages serve it there", 0},
    {"status-fd", kStatusFd, "FD", 0, "write a zero byte there once --lazy-pages is ready", 0},
    {"tcp-skip-in-flight", kTcpSkipInFlight, nullptr, 0, "without TCP connections that are being made", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  DumpOptions& options = *static_cast<DumpOptions*>(state->input);
  switch (key) {
    case ARGP_KEY_INIT:
      state->child_inputs[0] = static_cast<checkpoint::CommonOptions*>(&options);
      return 0;
    case kLeaveRunning:
      options.criu.leave_running = true;
      return 0;
    case kPreDump:
      options.pre_dump = true;
      return 0;
    case kParentPath:
      options.parent_path = value;
      return 0;
    case kPageServer: {
      Result<checkpoint::PageServer> server = checkpoint::parse_page_server(value);
      if (!server) ::argp_error(state, "%s", server.error().message.c_str());
      if (server) options.criu.page_server = std::move(*server);
      return 0;
    }
    case kStatusFd: {
      const auto number = parse_number<int>(value);
      if (!number || *number < -1) ::argp_error(state, "--status-fd: \"%s\" is no descriptor", value);
      options.status_fd = number.value_or(-1);
      return 0;
    }
    case kTcpSkipInFlight:
      options.criu.tcp_skip_in_flight = true;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp_child kChildren[] = {{&kCriuArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Saves a running container, with CRIU, and deletes it. `runtime restore` brings it back.\v"
                         "Example: runtime checkpoint --image-path /var/tmp/web web",
                         kChildren,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> checkpoint(Globals& globals, Arguments arguments) {
  DumpOptions options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  options.state_root = globals.root;
  container::Warnings warnings;
  Result<void> done = checkpoint::dump(options, warnings);
  warn(globals, "checkpoint", warnings);
  if (!done) return std::move(done).error();
  return 0;
}

}  // namespace runtime::cmd
