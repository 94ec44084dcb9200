// What the checks have found, but for what is to be skipped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/lint.h"
#include "buildtool/dockerfile/lint_config.h"

namespace buildtool::dockerfile {

class LintReport {
 public:
  explicit LintReport(LintConfig config) : whole_(std::move(config)), config_(whole_) {}

  // What comes now is about these lines.
  void look_at(const Surroundings& around, Lines lines);
  Lines lines() const { return lines_; }

  void warn(const char* rule, std::string detail) { warn(rule, std::move(detail), lines_); }
  void warn(const char* rule, std::string detail, Lines lines);
  // A comment directly above that describes something else than these names.
  void check_description(const char* instruction, const std::vector<std::string>& names);

  // In the file's order.
  std::vector<Warning> take();

 private:
  const LintConfig whole_;
  LintConfig config_;  // of the place that is looked at
  const Surroundings* around_ = nullptr;
  Lines lines_;
  std::vector<Warning> warnings_;
};

// Whether it has no letter of the other case (ASCII).
bool is_upper(std::string_view text);
bool is_lower(std::string_view text);

}  // namespace buildtool::dockerfile
