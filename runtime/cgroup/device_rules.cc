#include "runtime/cgroup/device_rules.h"

#include <limits>

#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

using spec::runtime::DeviceRule;
using spec::runtime::DeviceRuleType;

constexpr auto kChar = DeviceRuleType::kChar;
constexpr auto kBlock = DeviceRuleType::kBlock;

const DeviceMatch kDefaults[] = {
    {true, kChar, {}, {}, kMknod},      {true, kBlock, {}, {}, kMknod}, {true, kChar, 1, 3, kAllAccess},  // null
    {true, kChar, 1, 8, kAllAccess},                                                                      // random
    {true, kChar, 1, 7, kAllAccess},                                                                      // full
    {true, kChar, 5, 0, kAllAccess},                                                                      // tty
    {true, kChar, 1, 5, kAllAccess},                                                                      // zero
    {true, kChar, 1, 9, kAllAccess},                                                                      // urandom
    {true, kChar, 136, {}, kAllAccess},                                                                   // pts/N
    {true, kChar, 5, 2, kAllAccess},                                                                      // ptmx
};

Result<std::uint32_t> parse_access(const std::string& text, const std::string& place) {
  if (text.empty()) return static_cast<std::uint32_t>(kAllAccess);
  std::uint32_t access = 0;
  for (const char letter : text) {
    if (letter == 'a') continue;  // "all", which runc takes and gives no meaning
    if (letter != 'r' && letter != 'w' && letter != 'm') {
      return fail(concat(place, ".access: \"", text, "\" has other letters than r, w and m"));
    }
    access |= letter == 'r' ? kRead : letter == 'w' ? kWrite : kMknod;
  }
  return access;
}

// Linux has 12 bits for the major number and 20 for the minor one.
Result<std::optional<std::uint32_t>> parse_device_number(std::optional<std::int64_t> number, const std::string& place) {
  if (!number || *number == -1) return std::optional<std::uint32_t>();
  if (*number < 0 || *number > std::numeric_limits<std::int32_t>::max()) {
    return fail(concat(place, ": ", *number, " is no device number"));
  }
  return std::optional(static_cast<std::uint32_t>(*number));
}

bool covers(const std::optional<std::uint32_t>& wide, const std::optional<std::uint32_t>& narrow) {
  return !wide || wide == narrow;
}
bool covers(const DeviceMatch& wide, const DeviceMatch& narrow) {
  return wide.type == narrow.type && covers(wide.major, narrow.major) && covers(wide.minor, narrow.minor);
}
bool overlaps(const DeviceMatch& a, const DeviceMatch& b) {
  const auto meet = [](const auto& x, const auto& y) { return !x || !y || x == y; };
  return a.type == b.type && meet(a.major, b.major) && meet(a.minor, b.minor) && (a.access & b.access) != 0;
}

std::string text_of(const DeviceMatch& match) {
  const auto number = [](const auto& value) { return value ? std::to_string(*value) : std::string("*"); };
  std::string text = concat(static_cast<char>(match.type), " ", number(match.major), ":", number(match.minor), " ");
  if ((match.access & kRead) != 0) text += 'r';
  if ((match.access & kWrite) != 0) text += 'w';
  if ((match.access & kMknod) != 0) text += 'm';
  return text;
}

// A rule that says what the default says takes away from the exceptions.
Result<void> withdraw(const DeviceMatch& rule, std::vector<DeviceMatch>& exceptions) {
  for (DeviceMatch& exception : exceptions) {
    if (!overlaps(rule, exception)) continue;
    if (!covers(rule, exception)) {
      return fail(concat("linux.resources.devices: \"", text_of(rule), "\" is an exception to \"", text_of(exception),
                         "\", which cgroup v1 cannot express"));
    }
    exception.access &= ~rule.access;
  }
  std::erase_if(exceptions, [](const DeviceMatch& exception) { return exception.access == 0; });
  return {};
}

}  // namespace

Result<std::vector<DeviceMatch>> device_matches(const std::vector<DeviceRule>& rules) {
  std::vector<DeviceMatch> matches;
  matches.reserve(rules.size() + std::size(kDefaults));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const DeviceRule& rule = rules[i];
    if (rule.type == DeviceRuleType::kAll) {
      matches.clear();  // what was said before it is overruled
      matches.push_back({rule.allow, DeviceRuleType::kAll, {}, {}, kAllAccess});
      continue;
    }
    const std::string place = concat("linux.resources.devices[", i, "]");
    DeviceMatch match{rule.allow, rule.type, {}, {}, 0};
    match.major = TRY(parse_device_number(rule.major, place + ".major"));
    match.minor = TRY(parse_device_number(rule.minor, place + ".minor"));
    match.access = TRY(parse_access(rule.access, place));
    matches.push_back(match);
  }
  matches.insert(matches.end(), std::begin(kDefaults), std::end(kDefaults));
  return matches;
}

Result<DeviceList> device_list(const std::vector<DeviceMatch>& matches) {
  DeviceList list;
  std::vector<DeviceMatch> exceptions;
  for (const DeviceMatch& match : matches) {
    if (match.type == DeviceRuleType::kAll) {
      list.allow = match.allow;
      exceptions.clear();
    } else if (match.allow == list.allow) {
      TRY(withdraw(match, exceptions));
    } else {
      exceptions.push_back(match);
    }
  }
  for (const DeviceMatch& exception : exceptions) list.exceptions.push_back(text_of(exception));
  return list;
}

}  // namespace runtime::cgroup
