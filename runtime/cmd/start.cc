#include "runtime/container/start.h"

#include <cstdlib>

#include "runtime/cmd/detach_keys_option.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/attach.h"
#include "runtime/supervision/begin.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/orders.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::vector<std::string> ids;
  bool attach = false;
  bool interactive = false;
  std::string detach_keys = supervision::AttachStyle().detach_keys;
};

constexpr int kDetachKeys = 0x300;

constexpr argp_option kOptions[] = {
    {"attach", 'a', nullptr, 0, "of a supervised container: stay, and print what it writes", 0},
    {"interactive", 'i', nullptr, 0, "the same, and pass our input on to it", 0},
    {"detach-keys", kDetachKeys, "KEYS", 0, "what leaves it running (default: ctrl-p,ctrl-q)", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'a':
      options.attach = true;
      return 0;
    case 'i':
      options.attach = options.interactive = true;
      return 0;
    case kDetachKeys:
      take_detach_keys(value, state, options.detach_keys);
      return 0;
    default:
      return parse_ids(key, value, state, options.ids);
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Starts a container that `runtime create` made, or supervised ones that have ended."
                         "\vExample: runtime start web",
                         nullptr,
                         nullptr,
                         nullptr};

Result<int> start_attached(const supervision::Place& place, const Options& options) {
  const supervision::Condition now = TRY(supervision::condition(place));
  if (!now.is_over())
    return fail("container " + place.id() + " is running").with_hint("`runtime attach` comes back to it");
  supervision::AttachStyle style;
  style.terminal = now.settings.terminal;
  style.detach_keys = options.detach_keys;
  style.input = options.interactive && (now.settings.terminal || now.settings.interactive);
  return supervision::run_attached(place, style);
}

}  // namespace

Result<int> start(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, options.ids.front()));
  if (place && options.attach && options.ids.size() == 1) return start_attached(*place, options);
  if (options.attach) return fail("you cannot start and attach several containers, or one that is not supervised");
  if (place) return for_each_supervised(globals, "start", options.ids, supervision::start);
  if (options.ids.size() > 1)
    return fail("too many arguments").with_hint("only supervised containers are started together");
  container::Warnings warnings;
  const char* manager = ::getenv("NOTIFY_SOCKET");
  Result<void> started =
      container::start(globals.root, options.ids.front(), manager != nullptr ? manager : "", warnings);
  warn(globals, "start", warnings);
  if (!started) return std::move(started).error();
  return 0;
}

}  // namespace runtime::cmd
