#include "imagetool/options/parser.h"

#include <unistd.h>

#include "imagetool/options/limits.h"
#include "spec/base/text.h"
#include "spec/cli/switch.h"

namespace imagetool::options {

namespace {

constexpr int kFirstKey = 0x400;  // of options without a letter

struct Entry {
  const Option* option;
  int key;
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> all = [] {
    std::vector<Entry> out;
    for (const std::span<const Option> group :
         {process_options(), file_options(), security_options(), namespace_options(), resource_options(),
          container_options(), health_options()}) {
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
  out.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  return out;
}

error_t take(int key, char* value, argp_state* state, Request& request) {
  for (const Entry& entry : entries()) {
    if (entry.key != key) continue;
    const bool is_switch = entry.option->argument == nullptr;
    const std::string text = is_switch ? spec::cli::switch_value(value, state) : value;
    const Result<void> taken = entry.option->take(request, text);
    if (!taken) {
      ::argp_error(state, "invalid argument \"%s\" for \"%s\" flag: %s", text.c_str(), flag(*entry.option).c_str(),
                   taken.error().text().c_str());
    }
    return 0;
  }
  return ARGP_ERR_UNKNOWN;
}

Result<void> finish(Request& request, unsigned cpus) {
  if (request.rootless && ::geteuid() == 0) {
    return fail("--rootless: for an ordinary user, and you are root").with_hint("call imagetool as that user");
  }
  if (request.no_healthcheck) {
    if (request.bundle.healthcheck) return fail("--no-healthcheck conflicts with --health-* options");
    request.bundle.healthcheck = spec::image::Healthcheck{.test = {"NONE"}, .others = {}};
  }
  TRY(check_limits(request, cpus));
  std::vector<std::string>& env = request.bundle.env;
  env.insert(env.begin(), request.file_env.begin(), request.file_env.end());
  request.file_env.clear();
  return {};
}

}  // namespace imagetool::options
