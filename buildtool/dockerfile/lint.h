// What a Dockerfile does that works and should not be done: BuildKit's checks
// by their names. https://docs.docker.com/reference/build-checks/
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/expand.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

struct Warning {
  std::string rule;    // "StageNameCasing"
  std::string detail;  // "Stage name 'Foo' should be lowercase"
  Lines lines;

  // Where the rule is explained; "" where it is nowhere.
  std::string link() const;
};

struct Lint {
  std::vector<Warning> warnings;  // in the file's order
  bool is_error = false;          // "# check=error=true": warnings are to fail the build
};

// What a check needs to know of a stage's base.
struct BaseFacts {
  int stage = -1;                      // an earlier stage, or -1
  std::vector<std::string> variables;  // of an image: the names in its Env
  bool has_shell = false;              // an image's own SHELL
  std::string platform;                // of an image that is for another one than was asked for, else ""
  std::string wanted;                  // that one
};

// What the checks know beside the Dockerfile. Without a part of it the checks
// that need it find nothing.
struct LintInput {
  std::optional<Variables> defaults = {};      // what FROM sees without any --build-arg
  std::vector<std::string> global_names = {};  // the names that FROM knows
  std::set<std::string> given = {};            // --build-arg
  // By a stage's index; nothing where its image is not here.
  std::function<std::optional<BaseFacts>(std::size_t)> base = {};
  std::function<bool(std::string_view path)> ignored = {};  // whether .dockerignore keeps a path away
};

// Without the rules that "# check=skip=RULE,..." (or "all") names, at the top of
// the file or directly above an instruction. A directive that cannot be
// understood is an error.
Result<Lint> lint(const Dockerfile& file, const LintInput& input = {});

}  // namespace buildtool::dockerfile
