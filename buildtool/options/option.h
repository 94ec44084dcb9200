// The options of `build`, as tables: one a group, one file a group.
//
// Values are those that `docker build` and `docker buildx build` take. What is
// wrong with one is told as they do it: `invalid argument "x" for "--flag" flag: ...`.
#pragma once

#include <argp.h>

#include <span>
#include <string>
#include <vector>

#include "buildtool/build/options.h"
#include "spec/base/result.h"
#include "spec/cli/option_table.h"

namespace buildtool::options {

using build::Options;

using Option = spec::cli::Option<Options>;

std::span<const Option> source_options();
std::span<const Option> run_options();
std::span<const Option> secret_options();
std::span<const Option> cache_options();
std::span<const Option> result_options();
std::span<const Option> base_options();
std::span<const Option> program_options();

// All of them for argp, without an empty one at the end.
std::vector<argp_option> argp_options();

// Hands an option's value to its table's function; one that is wrong ends the
// process as wrong usage does. ARGP_ERR_UNKNOWN for any other key.
error_t take(int key, char* value, argp_state* state, Options& options);

// A text that is taken as it is: take_text<&Options::target>.
template <std::string Options::*member>
Result<void> take_text(Options& options, const std::string& value) {
  options.*member = value;
  return {};
}

// "NAME=VALUE" as a pair; without a name an error.
struct Assignment {
  std::string name;
  std::optional<std::string> value;
};
Result<Assignment> parse_assignment(const std::string& text);

}  // namespace buildtool::options
