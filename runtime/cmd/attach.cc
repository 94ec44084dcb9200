#include "runtime/supervision/attach.h"

#include "runtime/cmd/detach_keys_option.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/event_log.h"
#include "runtime/supervision/orders.h"
#include "spec/cli/numbers.h"

namespace runtime::cmd {

namespace {

enum Key { kNoStdin = 0x300, kSigProxy, kDetachKeys };

struct Options {
  std::vector<std::string> ids;
  supervision::AttachStyle style;
};

constexpr argp_option kOptions[] = {
    {"no-stdin", kNoStdin, nullptr, 0, "pass no input on", 0},
    {"sig-proxy", kSigProxy, "BOOL", 0, "pass signals on where the container has no terminal (default: true)", 0},
    {"detach-keys", kDetachKeys, "KEYS", 0, "what leaves the container (default: ctrl-p,ctrl-q)", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case kNoStdin:
      options.style.input = false;
      return 0;
    case kSigProxy:
      if (const Result<bool> pass = spec::cli::parse_bool(value)) {
        options.style.pass_signals = *pass;
      } else {
        ::argp_error(state, "--sig-proxy: \"%s\" is not true or false", value);
      }
      return 0;
    case kDetachKeys:
      take_detach_keys(value, state, options.style.detach_keys);
      return 0;
    default:
      return parse_ids(key, value, state, options.ids);
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Comes back to a container: its terminal, or its input and outputs, until it ends or "
                         "Ctrl-P Ctrl-Q is typed. Of those that `runtime run -d BUNDLE/` started. The exit status is "
                         "the container's.\vExample: runtime attach web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> attach(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (options.ids.size() > 1) return fail("one container at a time");
  const supervision::Place place = TRY(find_supervised(globals, options.ids.front()));
  const supervision::Settings settings = TRY(place.settings());
  options.style.terminal = settings.terminal;
  options.style.input = options.style.input && (settings.terminal || settings.interactive);
  const supervision::Connection connection = TRY(supervision::connect_running(place));
  TRY(connection.send(supervision::kAttach));
  supervision::tell_event(place, "attach");
  const std::optional<int> code = TRY(supervision::stay_attached(connection, options.style));
  return code.value_or(0);
}

}  // namespace runtime::cmd
