// The verbs of buildtool: one function and one file each.
//
// Exit codes are Docker's: 0, 1 for whatever failed, 125 for wrong usage.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/cli/program.h"
#include "spec/layout/location.h"

namespace buildtool::cmd {

namespace cli = spec::cli;

// What may stand before the verb, and after it as well.
struct Globals {
  std::string root = spec::layout::default_location();  // the store's folder
  bool tls_verify = true;                               // false: imagetool may talk plain HTTP
};

// The table of the global options, and what reads them into a Globals; the
// default verb takes them too.
extern const argp_option kGlobalOptions[];
error_t parse_global_option(int key, char* value, argp_state* state, Globals& globals);

Result<int> build(Globals& globals, cli::Arguments arguments);
Result<int> du(Globals& globals, cli::Arguments arguments);
Result<int> prune(Globals& globals, cli::Arguments arguments);
Result<int> version(Globals& globals, cli::Arguments arguments);

// What `version` and `--version` print.
std::string version_text();

}  // namespace buildtool::cmd
