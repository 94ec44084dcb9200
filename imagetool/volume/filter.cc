#include "imagetool/volume/filter.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::volume {

namespace {

bool has_label(const Volume& volume, const std::string& text) {
  const std::size_t equals = text.find('=');
  const auto label = volume.labels.find(text.substr(0, equals));
  return label != volume.labels.end() && (equals == std::string::npos || label->second == text.substr(equals + 1));
}

Result<bool> parse_flag(const std::string& name, const std::string& value) {
  const Result<bool> flag = spec::cli::parse_bool(value);
  if (!flag) return fail(concat("invalid filter '", name, '=', value, "'"));
  return *flag;
}

}  // namespace

Result<void> Filter::add(const std::string& text, Verb verb) {
  const std::size_t equals = text.find('=');
  // The name of "label!=x" is "label!".
  if (equals == std::string::npos) return fail("bad format of filter (expected name=value)");
  Condition condition{to_lower(trim(text.substr(0, equals))), std::string(trim(text.substr(equals + 1)))};
  const std::string& name = condition.name;
  const bool ls = verb == Verb::kLs;
  if (name == "all" && !ls) {
    all_ = TRY(parse_flag(name, condition.value));
    return {};
  }
  if (name == "dangling" && ls) condition.value = TRY(parse_flag(name, condition.value)) ? "true" : "false";
  const bool known =
      name == "label" || (ls ? name == "dangling" || name == "driver" || name == "name" : name == "label!");
  if (!known) return fail(concat("invalid filter '", name, "'"));
  conditions_.push_back(std::move(condition));
  return {};
}

bool Filter::matches(const Volume& volume, bool is_used) const {
  const auto holds = [&](const Condition& condition) {
    if (condition.name == "label") return has_label(volume, condition.value);
    if (condition.name == "label!") return !has_label(volume, condition.value);
    if (condition.name == "name") return volume.name.find(condition.value) != std::string::npos;
    if (condition.name == "driver") return volume.driver == condition.value;
    return (condition.value == "true") != is_used;
  };
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& one) {
    if (one.name.starts_with("label")) return holds(one);
    return std::any_of(conditions_.begin(), conditions_.end(),
                       [&](const Condition& other) { return other.name == one.name && holds(other); });
  });
}

bool Filter::asks_for_use() const {
  return std::any_of(conditions_.begin(), conditions_.end(),
                     [](const Condition& condition) { return condition.name == "dangling"; });
}

}  // namespace imagetool::volume
