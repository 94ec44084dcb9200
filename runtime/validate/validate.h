// `runtime validate`: what is wrong with a bundle, here, before anything is made of it.
#pragma once

#include <string>

#include "runtime/validate/host.h"
#include "spec/base/result.h"
#include "spec/json/problems.h"

namespace runtime::validate {

struct Report {
  std::string file;  // the config.json that was looked at
  std::vector<spec::json::Problem> problems;
};

// Everything that is wrong: types and values that the specification does not
// allow, and what this host lacks. An error only where there is nothing to look at.
Result<Report> validate(const std::string& bundle, const std::string& config_file, const Host& host);

// For people: a line a problem, and below it what would fix it.
std::string format_text(const Report& report);
// {"file", "valid", "problems": [{"path", "problem", "fix"}]}
std::string format_json(const Report& report);

}  // namespace runtime::validate
