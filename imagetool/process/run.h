// Running another program and hearing what it says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::process {

struct Program {
  std::vector<std::string> args;  // args[0] is looked up in PATH where it has no slash
  std::vector<std::string> env;   // beside ours
  std::string input;              // its standard input
  bool with_errors = false;       // its standard error is in the output, too; else it is ours
};

struct Outcome {
  int status = 0;  // as waitpid(2) has it
  std::string output;
};

// Waits for its end. An error only where it cannot be run; ENOENT in Error::number where there is no such program.
Result<Outcome> run(const Program& program);

}  // namespace imagetool::process
