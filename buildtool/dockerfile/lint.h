// What a Dockerfile does that works and should not be done: BuildKit's checks
// by their names. https://docs.docker.com/reference/build-checks/
#pragma once

#include <string>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

struct Warning {
  std::string rule;    // "StageNameCasing"
  std::string detail;  // "Stage name 'Foo' should be lowercase"
  Lines lines;

  // Where the rule is explained.
  std::string link() const;
};

struct Lint {
  std::vector<Warning> warnings;  // in the file's order
  bool is_error = false;          // "# check=error=true": warnings are to fail the build
};

// Without the rules that "# check=skip=RULE,..." (or "all") names. A directive
// that cannot be understood is an error.
Result<Lint> lint(const Dockerfile& file);

}  // namespace buildtool::dockerfile
