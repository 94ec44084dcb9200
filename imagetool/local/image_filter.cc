#include "imagetool/local/image_filter.h"

#include <algorithm>

#include "imagetool/local/find.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace imagetool::local {

namespace {

Result<bool> parse_flag(const std::string& name, const std::string& value) {
  if (value == "true" || value == "1") return true;
  if (value == "false" || value == "0") return false;
  return fail(concat("invalid filter '", name, '=', value, "'"));
}

std::int64_t seconds_of(const std::string& created) {
  const std::optional<std::timespec> time = parse_time(created);
  return time ? time->tv_sec : 0;
}

// "10m", "1h30m", "24h": so long ago.
std::optional<std::int64_t> parse_age(std::string_view text) {
  std::int64_t seconds = 0;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::optional<std::uint32_t> number = parse_number<std::uint32_t>(text.substr(0, digits));
    if (!number || digits == text.size()) return std::nullopt;
    const char unit = text[digits];
    const std::int64_t factor = unit == 'h' ? 3600 : unit == 'm' ? 60 : unit == 's' ? 1 : 0;
    if (factor == 0) return std::nullopt;
    seconds += *number * factor;
    text.remove_prefix(digits + 1);
  }
  return seconds;
}

// An age, an RFC 3339 time or its first parts ("2026-01-02"), or seconds of the epoch.
Result<std::int64_t> parse_until(const std::string& text) {
  constexpr std::string_view kMidnight = "0000-00-00T00:00:00Z";
  if (const std::optional<std::int64_t> epoch = parse_number<std::int64_t>(text)) return *epoch;
  if (const std::optional<std::timespec> time = parse_time(text)) return time->tv_sec;
  if (text.size() < kMidnight.size()) {
    const std::string whole = concat(text, kMidnight.substr(text.size()));
    if (const std::optional<std::timespec> time = parse_time(whole)) return time->tv_sec;
  }
  if (const std::optional<std::int64_t> age = text.empty() ? std::nullopt : parse_age(text)) return now().tv_sec - *age;
  return fail(concat("invalid filter 'until=", text, "'")).with_hint("10m, 1h30m, or 2026-01-02T15:04:05");
}

}  // namespace

Result<void> ImageFilter::add_label(const std::string& text, bool wanted) {
  const std::size_t equals = text.find('=');
  Label label{text.substr(0, equals), std::nullopt, wanted};
  if (equals != std::string::npos) label.value = text.substr(equals + 1);
  labels_.push_back(std::move(label));
  return {};
}

Result<void> ImageFilter::add(const std::string& text, Verb verb) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return fail(concat("invalid argument \"", text, "\" for \"--filter\": bad format of filter (expected name=value)"));
  }
  const std::string name = to_lower(trim(text.substr(0, equals)));
  const std::string value(trim(text.substr(equals + 1)));
  const bool images = verb == Verb::kImages;
  if (name == "dangling") {
    dangling_ = TRY(parse_flag(name, value));
  } else if (name == "label") {
    TRY(add_label(value, true));
  } else if (name == "label!" && !images) {
    TRY(add_label(value, false));
  } else if (name == "until") {
    older_than_ = TRY(parse_until(value));
  } else if (name == "reference" && images) {
    references_.push_back(value);
  } else if (name == "before" && images) {
    before_.push_back(value);
  } else if (name == "since" && images) {
    since_.push_back(value);
  } else {
    return fail(concat("invalid filter '", name, "'"));
  }
  return {};
}

Result<void> ImageFilter::resolve(const spec::layout::Store& store) {
  for (const std::string& name : before_) {
    const spec::layout::StoredImage image = TRY(find_any(store, name));
    const std::int64_t created = seconds_of(image.config.created);
    older_than_ = std::min(created, older_than_.value_or(created));
  }
  for (const std::string& name : since_) {
    const spec::layout::StoredImage image = TRY(find_any(store, name));
    const std::int64_t created = seconds_of(image.config.created);
    younger_than_ = std::max(created, younger_than_.value_or(created));
  }
  return {};
}

bool ImageFilter::matches(const std::vector<std::string>& names, const std::string& created) const {
  if (dangling_ && *dangling_ != names.empty()) return false;
  if (younger_than_ && seconds_of(created) <= *younger_than_) return false;
  return !older_than_ || seconds_of(created) < *older_than_;
}

bool ImageFilter::matches(const spec::layout::StoredImage& image) const {
  if (!matches(image.names, image.config.created)) return false;
  return std::all_of(labels_.begin(), labels_.end(), [&](const Label& label) {
    const auto found = image.config.config.labels.find(label.name);
    const bool has = found != image.config.config.labels.end() && (!label.value || found->second == *label.value);
    return has == label.wanted;
  });
}

}  // namespace imagetool::local
