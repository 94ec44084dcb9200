#include <unistd.h>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/usage_table.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

enum Key { kNoStream = 0x300, kNoTrunc, kFormat };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "also those that do not run", 0},
    {"format", kFormat, "FORMAT", 0, "json, \"table TEMPLATE\" or a template, as Docker's", 0},
    {"no-stream", kNoStream, nullptr, 0, "once, and no more", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "cut nothing", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  supervision::UsageStyle& style = *static_cast<supervision::UsageStyle*>(state->input);
  switch (key) {
    case 'a':
      style.all = true;
      return 0;
    case kFormat:
      style.format = value;
      return 0;
    case kNoStream:
      style.follow = false;
      return 0;
    case kNoTrunc:
      style.whole = true;
      return 0;
    case ARGP_KEY_ARG:
      style.ids.emplace_back(value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "[ID...]",
                         "Shows what supervised containers use, each second anew: all that run, or these."
                         "\vExample: runtime stats --no-stream web",
                         nullptr,
                         nullptr,
                         nullptr};

// In the place of the table before: each line is ended, and what is below goes.
std::string redrawn(const std::string& table) {
  std::string out = "\x1b[H";
  for (const std::string& line : split(table, '\n')) out += line + "\x1b[K\n";
  out.resize(out.size() - 4);  // after the last newline there is no line
  return out + "\x1b[J";
}

}  // namespace

Result<int> stats(Globals& globals, Arguments arguments) {
  supervision::UsageStyle style;
  TRY(spec::cli::parse(kTable, arguments, 0, &style));
  for (std::string& id : style.ids) {
    const supervision::Place place = TRY(find_supervised(globals, id));
    id = place.id();
  }
  const bool redraws = style.follow && ::isatty(STDOUT_FILENO) == 1;
  TRY(supervision::show_usage(globals.root, style, [&](const std::string& table) {
    return write_all(FdRef(STDOUT_FILENO), redraws ? redrawn(table) : table, "stdout");
  }));
  return 0;
}

}  // namespace runtime::cmd
