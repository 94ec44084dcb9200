#include "runtime/container/events.h"

#include <unistd.h>

#include "runtime/cmd/id_argument.h"
#include "runtime/cmd/program.h"
#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/event_log.h"
#include "runtime/supervision/event_text.h"
#include "runtime/supervision/log_reader.h"
#include "spec/base/file.h"
#include "spec/cli/duration.h"

namespace runtime::cmd {

namespace {

using std::chrono::nanoseconds;

enum Key { kFollow = 0x300, kSince, kUntil, kFormat };

struct Options {
  std::string id;
  bool all = false;  // --follow, or another option of it
  std::string since;
  std::string until;
  std::vector<std::string> filters;
  std::string format;
  nanoseconds interval = std::chrono::seconds(5);
  bool stats = false;
};

constexpr argp_option kOptions[] = {
    {"stats", 's', nullptr, 0, "the figures once, and no more", 0},
    {"interval", 'i', "TIME", 0, "the figures each TIME: 500ms, 10s, 1m30s (default: 5s)", 0},
    {nullptr, 0, nullptr, 0, "What happens to the supervised containers, to all or the one:", 1},
    {"follow", kFollow, nullptr, 0, "as it comes", 1},
    {"since", kSince, "TIME", 0, "also what has happened since: RFC 3339, seconds since 1970, or how long ago (10m)",
     1},
    {"until", kUntil, "TIME", 0, "not longer", 1},
    {"filter", 'f', "KEY=VALUE", 0, "of this container, event, image or type only", 1},
    {"format", kFormat, "FORMAT", 0, "json, or a template, as Docker's", 1},
    {},
};

error_t parse_follow(int key, char* value, Options& options) {
  switch (key) {
    case kFollow:
      break;
    case kSince:
      options.since = value;
      break;
    case kUntil:
      options.until = value;
      break;
    case 'f':
      options.filters.emplace_back(value);
      break;
    case kFormat:
      options.format = value;
      break;
    case ARGP_KEY_NO_ARGS:
      if (!options.all) return ARGP_ERR_UNKNOWN;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  options.all = true;
  return 0;
}

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  if (parse_follow(key, value, options) == 0) return 0;
  switch (key) {
    case 's':
      options.stats = true;
      return 0;
    case 'i':
      if (const Result<std::int64_t> interval = spec::cli::parse_duration(value); interval && *interval > 0) {
        options.interval = nanoseconds(*interval);
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
                         "ID\n--follow [ID]",
                         "Prints a container's figures and when it is out of memory, as JSON lines, until it ends; or "
                         "what happens to supervised containers, as Docker's events does.\v"
                         "Example: runtime events --stats web | jq .data.memory.usage",
                         nullptr,
                         nullptr,
                         nullptr};

Result<void> print(const std::string& event) { return write_all(FdRef(STDOUT_FILENO), event, "stdout"); }

}  // namespace

Result<int> events(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (options.all) return run_companion();
  options.id = TRY(resolve_id(globals, options.id));
  if (options.stats) {
    TRY(container::send_stats(globals.root, options.id, print));
  } else {
    TRY(container::watch_events(globals.root, options.id, options.interval, print));
  }
  return 0;
}

Result<int> follow_events(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  supervision::EventQuery query;
  if (!options.since.empty()) query.since = TRY_STEP("--since", supervision::parse_log_time(options.since));
  if (!options.until.empty()) query.until = TRY_STEP("--until", supervision::parse_log_time(options.until));
  if (!options.id.empty()) {
    const supervision::Place place = TRY(find_supervised(globals, options.id));
    options.filters.push_back("container=" + place.id());
  }
  const supervision::EventView view = TRY(supervision::EventView::make(options.filters, options.format));
  TRY(supervision::follow_events(globals.root, query, [&](const spec::json::Value& event) -> Result<void> {
    const std::optional<std::string> line = TRY(view.line(event));
    return line ? print(*line) : Result<void>();
  }));
  return 0;
}

}  // namespace runtime::cmd
