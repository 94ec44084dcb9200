#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "runtime/supervision/list.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

enum Key { kFormat = 0x300, kNoTrunc };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "also those that have ended", 0},
    {"filter", 'f', "KEY=VALUE", 0, "those with this status, health, name, id, exited (code) or ancestor (image) only",
     0},
    {"format", kFormat, "FORMAT", 0, "json, \"table TEMPLATE\" or a template, as Docker's", 0},
    {"last", 'n', "N", 0, "the N newest, whatever they do", 0},
    {"latest", 'l', nullptr, 0, "the newest, whatever it does", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "cut nothing", 0},
    {"quiet", 'q', nullptr, 0, "the ids only", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  supervision::ListStyle& style = *static_cast<supervision::ListStyle*>(state->input);
  switch (key) {
    case 'a':
      style.all = true;
      return 0;
    case 'f':
      style.filters.emplace_back(value);
      return 0;
    case kFormat:
      style.format = value;
      return 0;
    case 'n':
      if (const auto count = parse_number<unsigned>(value)) {
        style.last = *count;
      } else {
        ::argp_error(state, "--last: \"%s\" is no number", value);
      }
      return 0;
    case 'l':
      style.last = 1;
      return 0;
    case kNoTrunc:
      style.whole = true;
      return 0;
    case 'q':
      style.ids_only = true;
      return 0;
    case ARGP_KEY_ARG:
      ::argp_error(state, "too many arguments");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         nullptr,
                         "Lists the containers that `runtime run -d BUNDLE/` started, as Docker's ps does."
                         "\vExample: runtime containers -a",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> containers(Globals& globals, Arguments arguments) {
  supervision::ListStyle style;
  TRY(spec::cli::parse(kTable, arguments, 0, &style));
  const std::string text = TRY(supervision::list_text(globals.root, style));
  TRY(write_all(FdRef(STDOUT_FILENO), text, "stdout"));
  return 0;
}

}  // namespace runtime::cmd
