#include "buildtool/build/variables.h"

#include <algorithm>

namespace buildtool::build {

void VariableList::set(std::string name, std::string value) {
  const auto item = std::find_if(items_.begin(), items_.end(), [&](const auto& other) { return other.first == name; });
  if (item != items_.end()) {
    item->second = std::move(value);
  } else {
    items_.emplace_back(std::move(name), std::move(value));
  }
}

void VariableList::set_assignment(std::string_view text) {
  const std::size_t equals = text.find('=');
  set(std::string(text.substr(0, equals)), equals == text.npos ? "" : std::string(text.substr(equals + 1)));
}

std::optional<std::string> VariableList::get(std::string_view name) const {
  for (const auto& [known, value] : items_) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> VariableList::assignments() const {
  std::vector<std::string> out;
  for (const auto& [name, value] : items_) out.push_back(name + "=" + value);
  return out;
}

dockerfile::Variables VariableList::lookup() const {
  return [this](std::string_view name) { return get(name); };
}

void set_env(std::vector<std::string>& env, const std::string& name, const std::string& value) {
  for (std::string& entry : env) {
    if (std::string_view(entry).substr(0, entry.find('=')) == name) {
      entry = name + "=" + value;
      return;
    }
  }
  env.push_back(name + "=" + value);
}

}  // namespace buildtool::build
