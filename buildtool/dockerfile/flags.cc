#include "buildtool/dockerfile/flags.h"

#include "buildtool/dockerfile/suggest.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

using Value = std::optional<std::string>;

Error missing_value(const std::string& flag) { return fail(concat("missing a value on flag: ", flag)); }

Result<bool> parse_bool(const std::string& flag, const Value& value) {
  if (!value) return true;
  if (value->empty()) return missing_value(flag);
  const std::string lower = to_lower(*value);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return fail(concat("expecting boolean value for flag ", flag, ", not: ", *value));
}

struct Store {
  const std::string& flag;
  const Value& value;

  Result<void> operator()(std::string* target) const {
    if (!value) return missing_value(flag);
    *target = *value;
    return {};
  }
  Result<void> operator()(std::vector<std::string>* target) const {
    if (!value) return missing_value(flag);
    target->push_back(*value);
    return {};
  }
  Result<void> operator()(bool* target) const {
    *target = TRY(parse_bool(flag, value));
    return {};
  }
  Result<void> operator()(std::optional<bool>* target) const {
    *target = TRY(parse_bool(flag, value));
    return {};
  }
};

}  // namespace

Result<FlagTable::Flag*> FlagTable::find(const std::string& name) {
  std::vector<std::string> names;
  for (Flag& flag : flags_) {
    if (flag.name == name) return &flag;
    names.push_back(flag.name);
  }
  return fail(concat("unknown flag: --", name, did_you_mean(name, names, Case::kCounts)));
}

Result<void> FlagTable::parse(const std::vector<std::string>& given) {
  for (const std::string& word : given) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Value value = equals == std::string::npos ? Value() : Value(word.substr(equals + 1));
    Flag* flag = TRY(find(name.substr(2)));
    if (flag->used && !std::holds_alternative<std::vector<std::string>*>(flag->target)) {
      return fail(concat("duplicate flag specified: ", name));
    }
    flag->used = true;
    TRY(std::visit(Store{name, value}, flag->target));
  }
  return {};
}

}  // namespace buildtool::dockerfile
