// The variables of a stage: what ENV and ARG have set, in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildtool/dockerfile/expand.h"

namespace buildtool::build {

class VariableList {
 public:
  // A later value takes the place of an earlier one.
  void set(std::string name, std::string value);
  // "NAME=VALUE", as a config has it; without "=" the value is empty.
  void set_assignment(std::string_view text);
  std::optional<std::string> get(std::string_view name) const;

  // "NAME=VALUE" each.
  std::vector<std::string> assignments() const;
  // For expansion; the list must outlive it.
  dockerfile::Variables lookup() const;

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

// Puts NAME=VALUE into a config's Env, over an entry of that name.
void set_env(std::vector<std::string>& env, const std::string& name, const std::string& value);

}  // namespace buildtool::build
