// Which rules are checked: "# check=skip=...;error=true;experimental=...".
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

class LintConfig {
 public:
  // The directive's value, "" for none.
  static Result<LintConfig> parse(std::string_view text);
  // With what the comments above an instruction leave out beside it; the first
  // "check=" of them counts, one that cannot be understood does not.
  LintConfig with(const Surroundings& around) const;

  bool wants(const std::string& rule) const;
  bool is_error() const { return is_error_; }

 private:
  std::set<std::string> skipped_;   // in lower case, as the next
  std::set<std::string> included_;  // of those that are left out by themselves
  bool is_error_ = false;
};

}  // namespace buildtool::dockerfile
