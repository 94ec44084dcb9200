#include "runtime/cmd/program.h"

#include <argp.h>
#include <seccomp.h>

#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "runtime/sys/own_path.h"
#include "spec/base/text.h"
#include "spec/cli/error_prefix.h"
#include "spec/cli/version.h"

namespace runtime::cmd {

namespace {

enum Key {
  kRoot = 0x100,
  kLog,
  kLogFormat,
  kLogLevel,
  kDebug,
  kSystemdCgroup,
  kCgroupManager,
  kRootless,
  kErrorPrefix,
  kCriu
};

constexpr argp_option kOptions[] = {
    {"root", kRoot, "DIR", 0, "keep the containers' state in DIR", 0},
    {"log", kLog, "FILE", 0, "append errors, warnings and debug lines to FILE", 0},
    {"log-format", kLogFormat, "FORMAT", 0, "text (default) or json", 0},
    {"log-level", kLogLevel, "LEVEL", 0, "error, warning (default) or debug: what is told", 0},
    {"debug", kDebug, nullptr, 0, "tell what is done, in --log's file or on standard error", 0},
    {"systemd-cgroup", kSystemdCgroup, nullptr, 0, "the same as --cgroup-manager systemd", 0},
    {"cgroup-manager", kCgroupManager, "MANAGER", 0, "who makes the cgroups: cgroupfs (default), systemd or disabled",
     0},
    {"rootless", kRootless, "BOOL", 0, "do without cgroups that may not be made: true, false or auto (default)", 0},
    {"error-prefix", kErrorPrefix, "TEXT", 0, "what errors begin with, instead of the program and the verb", 0},
    {"criu", kCriu, "PATH", OPTION_HIDDEN, "ignored, as runc 1.1 does: criu is looked for in PATH", 0},
    {},
};

// Go's words for a bool, which runc takes.
std::optional<Rootless> parse_rootless(std::string_view text) {
  if (text == "auto") return Rootless::kAuto;
  for (const std::string_view yes : {"true", "TRUE", "True", "t", "T", "1"}) {
    if (text == yes) return Rootless::kTrue;
  }
  for (const std::string_view no : {"false", "FALSE", "False", "f", "F", "0"}) {
    if (text == no) return Rootless::kFalse;
  }
  return std::nullopt;
}

error_t parse_option(int key, char* value, argp_state* state) {
  Globals& globals = *static_cast<Globals*>(state->input);
  switch (key) {
    case kRoot:
      globals.root = value;
      globals.root_given = true;
      return 0;
    case kLog:
      if (const base::Result<void> set = globals.set_log(value); !set) {
        ::argp_failure(state, 1, 0, "--log: %s", set.error().text().c_str());
      }
      return 0;
    case kLogFormat:
      if (std::strcmp(value, "json") != 0 && std::strcmp(value, "text") != 0) {
        ::argp_error(state, "unknown --log-format \"%s\"", value);
      }
      globals.log_format = std::strcmp(value, "json") == 0 ? log::Format::kJson : log::Format::kText;
      return 0;
    case kLogLevel:
      if (!globals.set_log_level(value)) ::argp_error(state, "unknown --log-level \"%s\"", value);
      return 0;
    case kDebug:
      globals.debug = true;
      return 0;
    case kCriu:
      return 0;
    case kSystemdCgroup:
      globals.cgroup_manager = cgroup::Manager::kSystemd;
      return 0;
    case kCgroupManager:
      if (const auto manager = cgroup::parse_manager(value)) {
        globals.cgroup_manager = *manager;
      } else {
        ::argp_error(state, "unknown --cgroup-manager \"%s\"", value);
      }
      return 0;
    case kRootless:
      if (const auto rootless = parse_rootless(value)) {
        globals.rootless = *rootless;
      } else {
        ::argp_error(state, "--rootless: \"%s\" is not true, false or auto", value);
      }
      return 0;
    case kErrorPrefix:
      spec::cli::set_error_prefix(value);
      return 0;
    case ARGP_KEY_SUCCESS:
      if (const base::Result<void> begun = globals.begin_debug(); !begun) {
        ::argp_failure(state, 1, 0, "--log: %s", begun.error().text().c_str());
      }
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

void print_version(std::FILE* stream, argp_state*) {
  const scmp_version* seccomp = ::seccomp_version();
  std::fputs(spec::cli::version_text("runtime", {"spec: 1.3.0", base::concat("libseccomp: ", seccomp->major, ".",
                                                                             seccomp->minor, ".", seccomp->micro)})
                 .c_str(),
             stream);
}

char** own_words;

// The companion gets the words that we got, the first too: by that it finds what belongs to us (own_path.h).
Result<int> in_companion(char** argv) {
  const std::string path = TRY(sys::helper_path("companion"));
  ::execv(path.c_str(), argv);
  return fail_errno(path);
}

}  // namespace

Result<int> run_companion() { return in_companion(own_words); }

int run_program(int argc, char** argv, std::vector<spec::cli::Verb<Globals>> verbs) {
  own_words = argv;
  ::argp_program_version_hook = print_version;
  spec::cli::set_usage_status(1);
  // A reader that goes away early (a hook, an orchestrator) is an error of one write, not our end.
  std::signal(SIGPIPE, SIG_IGN);
  const spec::cli::Program<Globals> program = {
      .name = "runtime",
      .summary = "Runs containers from OCI bundles.",
      .options = kOptions,
      .option = parse_option,
      .verbs = std::move(verbs),
      .elsewhere = in_companion,
      .on_error = log_error,
  };
  return program.run(argc, argv);
}

}  // namespace runtime::cmd
