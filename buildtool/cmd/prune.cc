#include "buildtool/cache/prune.h"

#include <algorithm>
#include <cstdio>

#include "buildtool/cache/text.h"
#include "buildtool/cmd/verbs.h"
#include "spec/base/text.h"
#include "spec/cli/confirm.h"
#include "spec/cli/human.h"
#include "spec/cli/numbers.h"
#include "spec/layout/store.h"
#include "spec/layout/user_namespace.h"

namespace buildtool::cmd {

namespace {

enum Key { kFilter = 256, kKeepStorage, kMaxUsedSpace, kReservedSpace, kVerbose };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "Layers, too, that an image has as well", 0},
    {"filter", kFilter, "FILTER", 0,
     "Only those with until=AGE, id=ID, type=TYPE, description=TEXT, mutable, shared or private", 0},
    {"force", 'f', nullptr, 0, "Do not ask", 0},
    {"keep-storage", kKeepStorage, "BYTES", 0, "Keep so much of what was used last", 0},
    {"max-used-space", kMaxUsedSpace, "BYTES", 0, "The same", 0},
    {"reserved-space", kReservedSpace, "BYTES", 0, "The same", 0},
    {"verbose", kVerbose, nullptr, 0, "A paragraph for each that is removed", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Removes what builds keep and no image has: layers of steps, and folders of RUN --mount=type=cache.\v"
    "Example:\n  buildtool prune -f --filter until=24h --keep-storage 10gb";

struct Input {
  cache::PruneOptions options;
  bool force = false;
  bool verbose = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'a':
      input.options.all = true;
      return 0;
    case 'f':
      input.force = true;
      return 0;
    case kFilter:
      if (const Result<void> added = input.options.filter.add(value); !added) {
        argp_error(state, "invalid argument \"%s\" for \"--filter\" flag: %s", value, added.error().text().c_str());
      }
      return 0;
    case kKeepStorage:
    case kMaxUsedSpace:
    case kReservedSpace: {
      const Result<std::int64_t> bytes = cli::parse_bytes(value);
      if (!bytes || *bytes < 0) argp_error(state, "\"%s\" is no size", value);
      // With several of them the most generous counts.
      input.options.keep = std::max(input.options.keep.value_or(0), static_cast<std::uint64_t>(*bytes));
      return 0;
    }
    case kVerbose:
      input.verbose = true;
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "\"%s\": no argument is expected", value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> prune(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const char* warning = input.options.all ? "WARNING! This will remove all build cache."
                                          : "WARNING! This will remove all dangling build cache.";
  if (!input.force && !cli::confirm(warning)) return 0;
  TRY_STEP("user namespace", spec::layout::enter_user_namespace());
  const spec::layout::Store store = TRY(spec::layout::Store::open(globals.root));
  const std::vector<cache::Entry> gone = TRY(cache::prune(store, input.options));
  std::uint64_t bytes = 0;
  for (const cache::Entry& entry : gone) bytes += entry.own_size();
  const std::string text = input.verbose ? cache::details_text(gone) : gone.empty() ? "" : cache::table_text(gone);
  std::fputs(concat(text, "Total:\t", cli::human_size(bytes), "\n").c_str(), stdout);
  return 0;
}

}  // namespace buildtool::cmd
