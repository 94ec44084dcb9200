#include "spec/cli/program.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "spec/base/file.h"
#include "spec/cli/error_prefix.h"

namespace spec::cli {

namespace {

// argp has other short names for them. Elsewhere than first, -h may be the value of an option or a command's own.
void accept_short(int argc, char** argv, const char* name, const char* whole) {
  if (argc > 1 && std::strcmp(argv[1], name) == 0) argv[1] = const_cast<char*>(whole);
}

std::optional<std::string> error_prefix;

}  // namespace

Result<void> parse(const argp& table, Arguments arguments, unsigned flags, void* input) {
  accept_short(arguments.argc, arguments.argv, "-h", "--help");
  if (const error_t error = ::argp_parse(&table, arguments.argc, arguments.argv, flags, nullptr, input); error != 0) {
    return fail_errno("options", error);
  }
  return {};
}

void set_usage_status(int status) { argp_err_exit_status = status; }

void print_error(const std::string& program, const Error& error) {
  Error told = error;
  if (error_prefix) told.hint.clear();
  const std::string prefix = error_prefix.value_or(program);
  // One write: lines of several processes do not mix.
  (void)write_all(FdRef(STDERR_FILENO), prefix + (prefix.empty() ? "" : ": ") + told.text() + "\n", "stderr");
}

void set_error_prefix(std::string prefix) { error_prefix = std::move(prefix); }

namespace detail {

std::string verb_help(const std::vector<VerbLine>& verbs) {
  std::size_t width = 0;
  for (const VerbLine& verb : verbs) width = std::max(width, std::strlen(verb.name));
  std::string text = "Verbs:\n";
  for (const VerbLine& verb : verbs) {
    text += "  " + std::string(verb.name) + std::string(width - std::strlen(verb.name) + 2, ' ') + verb.summary + "\n";
  }
  return text + "\nEach verb has --help.";
}

int parse_globals(const argp& table, int argc, char** argv, void* globals) {
  // In order: the first word that is no option is the verb, and what follows is its own.
  accept_short(argc, argv, "-h", "--help");
  accept_short(argc, argv, "-v", "--version");
  int first = argc;
  ::argp_parse(&table, argc, argv, ARGP_IN_ORDER, &first, globals);
  return first;
}

int skip_globals(const argp_option* options, int argc, char** argv) {
  int i = 1;
  for (; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (!word.starts_with("--")) break;
    const std::string_view name = word.substr(2, word.find('=') - 2);
    const argp_option* option = options;
    while (option != nullptr && option->name != nullptr && name != option->name) ++option;
    if (option == nullptr || option->name == nullptr) break;
    const bool value_follows = option->arg != nullptr && (option->flags & OPTION_ARG_OPTIONAL) == 0;
    if (value_follows && word.find('=') == word.npos) ++i;
  }
  return i;
}

}  // namespace detail

}  // namespace spec::cli
