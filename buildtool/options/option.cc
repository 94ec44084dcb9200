#include "buildtool/options/option.h"

namespace buildtool::options {

namespace {

const spec::cli::OptionTable<Options>& table() {
  static const spec::cli::OptionTable<Options> all = {source_options(), run_options(),    secret_options(),
                                                      cache_options(),  result_options(), base_options(),
                                                      program_options()};
  return all;
}

}  // namespace

std::vector<argp_option> argp_options() { return table().argp_options(); }

error_t take(int key, char* value, argp_state* state, Options& options) {
  return table().take(key, value, state, options);
}

Result<Assignment> parse_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  Assignment out = {text.substr(0, equals), std::nullopt};
  if (out.name.empty()) return fail("the name is missing");
  if (equals != std::string::npos) out.value = text.substr(equals + 1);
  return out;
}

}  // namespace buildtool::options
