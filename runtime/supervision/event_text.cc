#include "runtime/supervision/event_text.h"

#include <algorithm>
#include <array>

#include "runtime/supervision/log_entry.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace runtime::supervision {

namespace json = ::spec::json;

namespace {

std::string text_of(const json::Value* value) {
  if (value == nullptr) return "";
  if (value->number() != nullptr) return value->number()->digits;
  return value->string() != nullptr ? *value->string() : "";
}

const json::Value* attributes_of(const json::Value& event) {
  const json::Value* actor = event.find("Actor");
  return actor == nullptr ? nullptr : actor->find("Attributes");
}

std::string attribute(const json::Value& event, std::string_view name) {
  const json::Value* attributes = attributes_of(event);
  return attributes == nullptr ? "" : text_of(attributes->find(name));
}

// "TIME container start ID (image=busybox, name=web)"
std::string plain(const json::Value& event) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t time = parse_number<std::int64_t>(text_of(event.find("timeNano"))).value_or(0);
  std::vector<std::string> parts;
  const json::Value* attributes = attributes_of(event);
  if (attributes != nullptr && attributes->object() != nullptr) {
    for (const json::Member& member : *attributes->object()) {
      parts.push_back(concat(member.name, '=', text_of(&member.value)));
    }
  }
  return concat(log_time({time / kSecond, time % kSecond}), ' ', text_of(event.find("Type")), ' ',
                text_of(event.find("Action")), ' ', text_of(event.find("id")), " (", join(parts, ", "), ')');
}

}  // namespace

Result<EventView> EventView::make(const std::vector<std::string>& filters, const std::string& format) {
  constexpr std::array kKeys = {"container", "event", "image", "type"};
  EventView view;
  for (const std::string& text : filters) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return fail("bad format of filter (expected name=value)");
    view.filters_.push_back({text.substr(0, equals), text.substr(equals + 1)});
    if (std::find(kKeys.begin(), kKeys.end(), view.filters_.back().key) == kKeys.end()) {
      return fail(concat("invalid filter '", view.filters_.back().key, "'"));
    }
  }
  view.is_json_ = format == "json";
  if (!format.empty() && !view.is_json_) {
    view.template_ = TRY_STEP("template parsing error", spec::format::Template::parse(format));
  }
  return view;
}

bool EventView::matches(const Filter& filter, const json::Value& event) {
  if (filter.key == "container") {
    return attribute(event, "name") == filter.value || text_of(event.find("id")).starts_with(filter.value);
  }
  if (filter.key == "image") {
    const std::string image = attribute(event, "image");
    return image == filter.value || image.substr(0, image.rfind(':')) == filter.value;
  }
  if (filter.key == "type") return text_of(event.find("Type")) == filter.value;
  // "exec_create: sh" is an exec_create.
  const std::string action = text_of(event.find("Action"));
  return action == filter.value || action.substr(0, action.find(':')) == filter.value;
}

Result<std::optional<std::string>> EventView::line(const json::Value& event) const {
  const bool is_wanted = std::all_of(filters_.begin(), filters_.end(), [&](const Filter& filter) {
    return std::any_of(filters_.begin(), filters_.end(),
                       [&](const Filter& other) { return other.key == filter.key && matches(other, event); });
  });
  if (!is_wanted) return std::optional<std::string>();
  if (is_json_) return std::optional(json::write(event) + "\n");
  if (!template_) return std::optional(plain(event) + "\n");
  const std::string text = TRY_STEP("template parsing error", template_->run(event));
  return std::optional(text + "\n");
}

}  // namespace runtime::supervision
