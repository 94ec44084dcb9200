#include <cstdio>

#include "buildtool/cache/entry.h"
#include "buildtool/cache/filter.h"
#include "buildtool/cache/text.h"
#include "buildtool/cmd/verbs.h"
#include "spec/layout/store.h"
#include "spec/layout/user_namespace.h"

namespace buildtool::cmd {

namespace {

enum Key { kFormat = 256, kFilter, kVerbose };

constexpr argp_option kOptions[] = {
    {"filter", kFilter, "FILTER", 0,
     "Only those with until=AGE, id=ID, type=TYPE, description=TEXT, inuse, mutable, shared or private", 0},
    {"format", kFormat, "FORMAT", 0, "table (the default), pretty, json, or a Go template", 0},
    {"verbose", kVerbose, nullptr, 0, "The same as --format=pretty", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows what builds keep: layers of steps, and folders of RUN --mount=type=cache (*).\v"
    "Example:\n  buildtool du --filter until=24h";

struct Input {
  std::string format = "table";
  cache::Filter filter;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case kFilter:
      if (const Result<void> added = input.filter.add(value); !added) {
        argp_error(state, "invalid argument \"%s\" for \"--filter\" flag: %s", value, added.error().text().c_str());
      }
      return 0;
    case kFormat:
      input.format = value;
      return 0;
    case kVerbose:
      input.format = "pretty";
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "\"%s\": no argument is expected", value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> du(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  TRY_STEP("user namespace", spec::layout::enter_user_namespace());
  const spec::layout::Store store = TRY(spec::layout::Store::open(globals.root));
  std::vector<cache::Entry> entries = TRY(cache::list_entries(store));
  std::erase_if(entries, [&](const cache::Entry& entry) { return !input.filter.matches(entry); });
  std::string text;
  if (input.format == "table") {
    text = cache::table_text(entries) + cache::summary_text(entries);
  } else if (input.format == "pretty") {
    text = cache::details_text(entries) + cache::summary_text(entries);
  } else {
    text = TRY(cache::format_text(entries, input.format));
  }
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace buildtool::cmd
