#include "imagetool/sync/select.h"

#include <fnmatch.h>
#include <regex.h>

#include <algorithm>

#include "imagetool/sync/semver.h"
#include "spec/base/text.h"

namespace imagetool::sync {

namespace {

constexpr std::string_view kRegex = "regex:";

Result<bool> matches(const std::string& pattern, const std::string& name) {
  if (!pattern.starts_with(kRegex)) return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  const std::string whole = concat("^(", pattern.substr(kRegex.size()), ")$");
  regex_t compiled;
  if (::regcomp(&compiled, whole.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    return fail(concat("\"", pattern, "\": not a regular expression"));
  }
  const bool found = ::regexec(&compiled, name.c_str(), 0, nullptr, 0) == 0;
  ::regfree(&compiled);
  return found;
}

Result<bool> any_matches(const std::vector<std::string>& patterns, const std::string& name) {
  for (const std::string& pattern : patterns) {
    if (TRY(matches(pattern, name))) return true;
  }
  return false;
}

bool newer(const std::string& a, const std::string& b) {
  const std::optional<Version> x = parse_version(a);
  const std::optional<Version> y = parse_version(b);
  if (x && y) return compare(*x, *y) > 0;
  return x.has_value() != y.has_value() ? x.has_value() : a > b;
}

}  // namespace

Result<std::vector<std::string>> select(const std::vector<std::string>& names, const Filter& filter) {
  std::optional<Range> range;
  if (!filter.semver.empty()) range = TRY_STEP("semver", Range::parse(filter.semver));
  std::vector<std::string> selected;
  for (const std::string& name : names) {
    if (!filter.include.empty() && !TRY(any_matches(filter.include, name))) continue;
    if (TRY(any_matches(filter.exclude, name))) continue;
    const std::optional<Version> version = parse_version(name);
    if (range && !(version && range->contains(*version))) continue;
    selected.push_back(name);
  }
  if (filter.newest) {
    std::stable_sort(selected.begin(), selected.end(), newer);
    selected.resize(std::min(selected.size(), *filter.newest));
  }
  return selected;
}

}  // namespace imagetool::sync
