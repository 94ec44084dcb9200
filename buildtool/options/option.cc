#include "buildtool/options/option.h"

#include "spec/base/text.h"
#include "spec/cli/switch.h"

namespace buildtool::options {

namespace {

constexpr int kFirstKey = 0x400;  // of options without a letter

struct Entry {
  const Option* option;
  int key;
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> all = [] {
    std::vector<Entry> out;
    for (const std::span<const Option> group : {source_options(), run_options(), secret_options(), cache_options(),
                                                result_options(), base_options(), program_options()}) {
      for (const Option& option : group) {
        const int key = option.letter != 0 ? option.letter : kFirstKey + static_cast<int>(out.size());
        out.push_back({&option, key});
      }
    }
    return out;
  }();
  return all;
}

std::string flag(const Option& option) {
  if (option.letter == 0) return concat("--", option.name);
  return concat("-", static_cast<char>(option.letter), ", --", option.name);
}

}  // namespace

std::vector<argp_option> argp_options() {
  std::vector<argp_option> out;
  for (const Entry& entry : entries()) {
    const Option& option = *entry.option;
    const bool is_switch = option.argument == nullptr;
    out.push_back({option.name, entry.key, is_switch ? "BOOL" : option.argument, is_switch ? OPTION_ARG_OPTIONAL : 0,
                   option.help, 0});
  }
  return out;
}

error_t take(int key, char* value, argp_state* state, Options& options) {
  for (const Entry& entry : entries()) {
    if (entry.key != key) continue;
    const bool is_switch = entry.option->argument == nullptr;
    const std::string text = is_switch ? spec::cli::switch_value(value, state) : value;
    const Result<void> taken = entry.option->take(options, text);
    if (!taken) {
      ::argp_error(state, "invalid argument \"%s\" for \"%s\" flag: %s", text.c_str(), flag(*entry.option).c_str(),
                   taken.error().text().c_str());
    }
    return 0;
  }
  return ARGP_ERR_UNKNOWN;
}

Result<Assignment> parse_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  Assignment out = {text.substr(0, equals), std::nullopt};
  if (out.name.empty()) return fail("the name is missing");
  if (equals != std::string::npos) out.value = text.substr(equals + 1);
  return out;
}

}  // namespace buildtool::options
