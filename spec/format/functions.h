// The functions of templates: Go's and, len, printf and so on, and those that
// Docker adds (json, join, split, lower, upper, title, pad, truncate).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::format {

struct Function {
  const char* name;
  std::size_t at_least;  // arguments
  std::size_t at_most;
  Result<json::Value> (*call)(const std::vector<json::Value>& arguments);
};

// nullptr where there is none of that name.
const Function* find_function(std::string_view name);

// What `if` takes for true: all but false, 0, null and what is empty.
bool is_true(const json::Value& value);

}  // namespace spec::format
