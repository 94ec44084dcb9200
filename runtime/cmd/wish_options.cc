#include "runtime/cmd/wish_options.h"

#include "runtime/supervision/event_log.h"
#include "runtime/sys/own_path.h"

namespace runtime::cmd {

namespace {

enum Key { kName = 0x500, kRestart, kLogDriver, kLogOpt, kRm };

constexpr argp_option kOptions[] = {
    {nullptr, 0, nullptr, 0, "Of containers that a person makes of BUNDLE/, and where one stays with them:", 1},
    {"name", kName, "NAME", 0, "the container's name (default: made up)", 1},
    {"restart", kRestart, "POLICY", 0, "when it has ended: no, on-failure[:COUNT], always or unless-stopped", 1},
    {"log-driver", kLogDriver, "DRIVER", 0, "cri (default), json-file or none", 1},
    {"log-opt", kLogOpt, "KEY=VALUE", 0, "path=FILE (default: BUNDLE/container.log), max-size=, max-file=", 1},
    {"interactive", 'i', nullptr, 0, "keep standard input open for who attaches", 1},
    {"rm", kRm, nullptr, 0, "delete it when it has ended", 1},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  WishArguments& arguments = *static_cast<WishArguments*>(state->input);
  supervision::Wish& wish = arguments.wish;
  switch (key) {
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
    default:
      return ARGP_ERR_UNKNOWN;
  }
  arguments.given = true;
  return 0;
}

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

}  // namespace

const argp kWishArgp = {kOptions, parse_option, nullptr, nullptr, nullptr, nullptr, nullptr};

Result<supervision::Place> make_supervised(const Globals& globals, supervision::Wish wish,
                                           const container::CreateOptions& options) {
  wish.id = options.id;
  wish.bundle = options.bundle;
  std::vector<std::string> command = TRY(own_command(globals));
  const supervision::Settings settings = TRY(supervision::make_settings(wish, std::move(command)));
  supervision::Place place = TRY(supervision::Place::make(globals.root, settings));
  supervision::tell_event(globals.root, settings, "create");
  return place;
}

}  // namespace runtime::cmd
