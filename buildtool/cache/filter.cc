#include "buildtool/cache/filter.h"

#include <algorithm>
#include <array>

#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/duration.h"
#include "spec/cli/numbers.h"

namespace buildtool::cache {

namespace {

template <class List>
bool is_in(const List& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool value_of(const Entry& entry, const std::string& name) {
  if (name == "inuse") return entry.in_use;
  if (name == "mutable") return entry.is_mutable;
  return name == "shared" ? entry.shared : !entry.shared;
}

const std::string& text_of(const Entry& entry, const std::string& name) {
  if (name == "id") return entry.id;
  return name == "type" ? entry.type : entry.description;
}

}  // namespace

Result<std::int64_t> parse_age(const std::string& text) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kDay = 24 * 3600;
  if (text.ends_with('d')) {
    const std::optional<std::uint32_t> days = parse_number<std::uint32_t>(text.substr(0, text.size() - 1));
    if (!days) return fail("it is no duration");
    return *days * kDay;
  }
  const std::int64_t duration = TRY(spec::cli::parse_duration(text));
  if (duration < 0) return fail("a duration is not negative");
  return duration / kSecond;
}

Result<void> Filter::add(const std::string& text) {
  constexpr std::array<std::string_view, 3> kTexts = {"id", "type", "description"};
  constexpr std::array<std::string_view, 4> kSwitches = {"inuse", "mutable", "shared", "private"};
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string value = equals == text.npos ? "true" : text.substr(equals + 1);
  if (name == "until") {
    const std::int64_t age = TRY(parse_age(value));
    until_ = std::min(until_, now().tv_sec - age);
  } else if (is_in(kTexts, name)) {
    texts_.emplace_back(name, value);
  } else if (is_in(kSwitches, name)) {
    const bool wanted = TRY(spec::cli::parse_bool(value));
    switches_.emplace_back(name, wanted);
  } else {
    return fail("unknown filter: " + name);
  }
  return {};
}

bool Filter::matches(const Entry& entry) const {
  const auto has_text = [&](const auto& wanted) { return text_of(entry, wanted.first) == wanted.second; };
  const auto has_value = [&](const auto& wanted) { return value_of(entry, wanted.first) == wanted.second; };
  return entry.used <= until_ && std::all_of(texts_.begin(), texts_.end(), has_text) &&
         std::all_of(switches_.begin(), switches_.end(), has_value);
}

}  // namespace buildtool::cache
