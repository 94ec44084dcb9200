#include "runtime/cmd/container_options.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

enum Key { kPidFile = 0x200, kConsoleSocket, kPidfdSocket, kPreserveFds, kNoPivot, kNoNewKeyring, kTrace };

constexpr argp_option kOptions[] = {
    {"bundle", 'b', "DIR", 0, "the bundle (default: the working folder)", 0},
    {"config", 'f', "FILE", 0, "this file instead of the bundle's config.json", 0},
    {"pid-file", kPidFile, "FILE", 0, "write the process id to FILE", 0},
    {"console-socket", kConsoleSocket, "PATH", 0, "send the terminal's master side to this unix socket", 0},
    {"pidfd-socket", kPidfdSocket, "PATH", 0, "send a pidfd of the process to this unix socket", 0},
    {"preserve-fds", kPreserveFds, "N", 0, "pass on N descriptors from 3 on", 0},
    {"no-pivot", kNoPivot, nullptr, 0, "move the root instead of pivot_root (for an initramfs)", 0},
    {"trace", kTrace, "FILE", 0, "append a line of JSON for every step of the start to FILE", 0},
    {"no-new-keyring", kNoNewKeyring, nullptr, 0, "share the caller's session keyring", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  ContainerArguments& arguments = *static_cast<ContainerArguments*>(state->input);
  switch (key) {
    case 'b':
      arguments.options.bundle = value;
      arguments.bundle_given = true;
      return 0;
    case 'f':
      arguments.options.config_file = value;
      return 0;
    case kPidFile:
      arguments.options.pid_file = value;
      return 0;
    case kConsoleSocket:
      arguments.options.console_socket = value;
      return 0;
    case kTrace:
      arguments.options.trace_file = value;
      return 0;
    case kPidfdSocket:
      arguments.options.pidfd_socket = value;
      return 0;
    case kPreserveFds: {
      const auto count = parse_number<unsigned>(value);
      if (!count || *count > 65536) ::argp_error(state, "--preserve-fds: \"%s\" is no number", value);
      arguments.options.preserve_fds = *count;
      return 0;
    }
    case kNoPivot:
      arguments.options.no_pivot = true;
      return 0;
    case kNoNewKeyring:
      arguments.options.no_new_keyring = true;
      return 0;
    case ARGP_KEY_ARG:
      if (arguments.words.size() == 2) ::argp_error(state, "too many arguments");
      arguments.words.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      ::argp_error(state, "a container id is missing");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

std::string base_name(std::string path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) != nullptr) path = resolved;  // of ".", "x/.."
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

// systemd's socket activation (sd_listen_fds(3)): its descriptors are from 3 on. With LISTEN_PID of another process
// they are that one's; as for crun, without it they are ours.
unsigned passed_descriptors() {
  const char* count = ::getenv("LISTEN_FDS");
  const char* pid = ::getenv("LISTEN_PID");
  if (count == nullptr || (pid != nullptr && parse_number<pid_t>(pid) != ::getpid())) return 0;
  return parse_number<unsigned>(count).value_or(0);
}

}  // namespace

const argp kContainerArgp = {kOptions, parse_option, nullptr, nullptr, nullptr, nullptr, nullptr};

bool ContainerArguments::by_path() const {
  return !bundle_given && options.config_file.empty() && words.front().find('/') != std::string::npos;
}

bool ContainerArguments::by_hand() const {
  return by_path() && options.pid_file.empty() && options.console_socket.empty() && options.pidfd_socket.empty() &&
         options.trace_file.empty() && options.preserve_fds == 0 && passed_descriptors() == 0 && !options.no_pivot &&
         !options.no_new_keyring && !options.no_subreaper;
}

Result<container::CreateOptions> complete_options(const Globals& globals, ContainerArguments arguments) {
  const bool by_path = arguments.by_path();
  container::CreateOptions options = std::move(arguments.options);
  options.state_root = globals.root;
  options.cgroup_manager = globals.cgroup_manager;
  options.rootless_cgroups = globals.rootless_cgroups();
  const std::vector<std::string>& words = arguments.words;
  if (by_path) {
    options.bundle = words.front();
    options.id = words.size() == 2 ? words.back() : base_name(options.bundle);
  } else {
    if (words.size() == 2) return fail("more than one container id").with_hint("a bundle has a / in its name");
    options.id = words.front();
  }
  options.listen_fds = passed_descriptors();
  options.preserve_fds += options.listen_fds;
  if (const char* manager = ::getenv("NOTIFY_SOCKET"); manager != nullptr) options.notify_socket = manager;
  return options;
}

}  // namespace runtime::cmd
