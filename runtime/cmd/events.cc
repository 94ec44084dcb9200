#include "runtime/container/events.h"

#include <unistd.h>

#include <charconv>
#include <optional>

#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "spec/base/file.h"

namespace runtime::cmd {

namespace {

using std::chrono::nanoseconds;

struct Options {
  std::string id;
  nanoseconds interval = std::chrono::seconds(5);
  bool stats = false;
};

constexpr argp_option kOptions[] = {
    {"stats", 's', nullptr, 0, "the figures once, and no more", 0},
    {"interval", 'i', "TIME", 0, "the figures each TIME: 500ms, 10s, 1m30s (default: 5s)", 0},
    {},
};

// Go's form of a time: numbers with units in a row.
std::optional<nanoseconds> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double nanoseconds;
  };
  constexpr Unit kUnits[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 6e10}, {"h", 3.6e12}};
  double sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view name = text.substr(0, text.find_first_of("0123456789."));
    const Unit* found = nullptr;
    for (const Unit& unit : kUnits) {
      if (unit.name == name) found = &unit;
    }
    if (found == nullptr) return std::nullopt;
    sum += number * found->nanoseconds;
    text.remove_prefix(name.size());
  }
  if (sum < 1 || sum > 9e18) return std::nullopt;
  return nanoseconds(static_cast<std::int64_t>(sum));
}

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 's':
      options.stats = true;
      return 0;
    case 'i':
      if (const auto interval = parse_duration(value)) {
        options.interval = *interval;
      } else {
        ::argp_error(state, "--interval: \"%s\" is no time greater than 0", value);
      }
      return 0;
    default:
      return parse_id(key, value, state, options.id);
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Prints a container's figures and when it is out of memory, as JSON lines, until it ends.\v"
                         "Example: runtime events --stats web | jq .data.memory.usage",
                         nullptr,
                         nullptr,
                         nullptr};

Result<void> print(const std::string& event) { return write_all(FdRef(STDOUT_FILENO), event, "stdout"); }

}  // namespace

Result<int> events(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  options.id = TRY(resolve_id(globals, options.id));
  if (options.stats) {
    TRY(container::send_stats(globals.root, options.id, print));
  } else {
    TRY(container::watch_events(globals.root, options.id, options.interval, print));
  }
  return 0;
}

}  // namespace runtime::cmd
