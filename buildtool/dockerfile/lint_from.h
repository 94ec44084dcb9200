// BuildKit's checks of FROM.
#pragma once

#include <set>
#include <string>

#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/lint.h"
#include "buildtool/dockerfile/lint_report.h"

namespace buildtool::dockerfile {

class FromRules {
 public:
  // All three must outlive it.
  FromRules(const Dockerfile& file, const LintInput& input, LintReport& report)
      : file_(file), input_(input), report_(report) {}

  // Of each stage in its turn, which the report looks at.
  void check(const Stage& stage) {
    check_name(stage);
    check_platform(stage);
    check_base(stage);
  }

 private:
  void check_name(const Stage& stage);
  void check_platform(const Stage& stage);
  void check_base(const Stage& stage);
  std::string expanded_default(const std::string& word);

  const Dockerfile& file_;
  const LintInput& input_;
  LintReport& report_;
  std::set<std::string> names_;       // of the stages so far
  std::set<std::string> undeclared_;  // what a FROM uses and nothing declares
};

}  // namespace buildtool::dockerfile
