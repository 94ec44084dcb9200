#include <unistd.h>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/log_reader.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

enum Key { kSince = 0x300, kUntil };

struct Options {
  std::vector<std::string> ids;
  supervision::LogQuery query;
  bool times = false;
};

constexpr argp_option kOptions[] = {
    {"follow", 'f', nullptr, 0, "go on until the container has ended", 0},
    {"timestamps", 't', nullptr, 0, "the time before every line", 0},
    {"tail", 'n', "N", 0, "the last N lines only (default: all)", 0},
    {"since", kSince, "TIME", 0, "from this time on: RFC 3339, seconds since 1970, or how long ago (\"10m\")", 0},
    {"until", kUntil, "TIME", 0, "up to this time", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'f':
      options.query.follow = true;
      return 0;
    case 't':
      options.times = true;
      return 0;
    case 'n':
      // "all", and what is below zero, is everything, as Docker has it.
      if (const auto count = parse_number<std::int64_t>(value)) {
        if (*count >= 0) options.query.tail = static_cast<std::uint64_t>(*count);
      } else if (std::string(value) != "all") {
        ::argp_error(state, "--tail: \"%s\" is no number", value);
      }
      return 0;
    case kSince:
    case kUntil: {
      const Result<std::timespec> time = supervision::parse_log_time(value);
      if (!time) ::argp_error(state, "%s: %s", key == kSince ? "--since" : "--until", time.error().text().c_str());
      (key == kSince ? options.query.since : options.query.until) = *time;
      return 0;
    }
    default:
      return parse_ids(key, value, state, options.ids);
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID",
                         "Prints what a container has written. Of those that `runtime run -d BUNDLE/` started."
                         "\vExample: runtime logs -f --tail 10 web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> logs(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (options.ids.size() > 1) return fail("one container at a time");
  const supervision::Place place = TRY(find_supervised(globals, options.ids.front()));
  bool begins_line[2] = {true, true};  // by stream: a part goes on where the one before it ended
  TRY(supervision::read_log(place, options.query, [&](const supervision::LogEntry& entry) {
    const bool is_output = entry.stream == supervision::Stream::kOutput;
    bool& begins = begins_line[is_output ? 0 : 1];
    const std::string time = options.times && begins ? supervision::log_time(entry.time) + " " : "";
    begins = entry.whole;
    return write_all(FdRef(is_output ? STDOUT_FILENO : STDERR_FILENO),
                     concat(time, entry.text, entry.whole ? "\n" : ""), is_output ? "stdout" : "stderr");
  }));
  return 0;
}

}  // namespace runtime::cmd
