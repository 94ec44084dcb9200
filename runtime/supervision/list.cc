#include "runtime/supervision/list.h"

#include <algorithm>
#include <array>

#include "runtime/supervision/condition.h"
#include "runtime/supervision/network.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/human.h"
#include "spec/format/rows.h"

namespace runtime::supervision {

namespace {

constexpr std::size_t kIdWidth = 12;
constexpr std::size_t kCommandWidth = 20;
constexpr const char* kTable =
    "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.CreatedAgo}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

const std::vector<spec::format::Column> kColumns = {
    {"Command", "COMMAND"}, {"CreatedAgo", "CREATED"}, {"CreatedAt", "CREATED AT"}, {"ID", "CONTAINER ID"},
    {"Image", "IMAGE"},     {"Names", "NAMES"},        {"Ports", "PORTS"},          {"RunningFor", "CREATED"},
    {"State", "STATE"},     {"Status", "STATUS"}};

// The beginning of a text, in characters of UTF-8, where it is longer than so many.
std::string cut(const std::string& text, std::size_t width) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  if (static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins)) <= width) return text;
  std::size_t end = 0;
  for (std::size_t begun = 0; !begins(text[end]) || ++begun < width;) ++end;
  return text.substr(0, end) + "…";
}

// A line in quotes, cut as Docker does it: words with a space are in quotes of their own, and nothing moves the
// terminal's cursor.
std::string command_text(const std::vector<std::string>& words, bool whole) {
  std::string text;
  for (const std::string& word : words) {
    const bool quoted = !text.empty() && word.find(' ') != std::string::npos;
    text += concat(text.empty() ? "" : " ", quoted ? "'" + word + "'" : word);
  }
  if (!whole) text = cut(text, kCommandWidth);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n' || c == '\t') {
      out += c == '\n' ? "\\n" : "\\t";
    } else {
      out += static_cast<unsigned char>(c) < ' ' || c == 0x7f ? '?' : c;
    }
  }
  return out + "\"";
}

struct Filter {
  std::string key;
  std::string value;
};

Result<std::vector<Filter>> parse_filters(const std::vector<std::string>& texts) {
  constexpr std::array kKeys = {"status", "name", "id", "exited", "ancestor", "health"};
  std::vector<Filter> filters;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return fail("bad format of filter (expected name=value)");
    filters.push_back({text.substr(0, equals), text.substr(equals + 1)});
    if (std::find(kKeys.begin(), kKeys.end(), filters.back().key) == kKeys.end()) {
      return fail(concat("invalid filter '", filters.back().key, "'"));
    }
  }
  return filters;
}

bool matches(const Filter& filter, const Condition& container) {
  const Settings& settings = container.settings;
  if (filter.key == "status") return container.state() == filter.value;
  if (filter.key == "health") return container.health() == filter.value;
  if (filter.key == "name") return settings.name.find(filter.value) != std::string::npos;
  if (filter.key == "id") return settings.id.starts_with(filter.value);
  if (filter.key == "ancestor") return settings.image == filter.value || settings.image.starts_with(filter.value + ":");
  return container.state() == "exited" && std::to_string(container.status.exit_code) == filter.value;
}

// Values of one key are alternatives; every key has to be met.
bool is_wanted(const std::vector<Filter>& filters, const Condition& container) {
  return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
    return std::any_of(filters.begin(), filters.end(),
                       [&](const Filter& other) { return other.key == filter.key && matches(other, container); });
  });
}

spec::json::Object row(const Condition& container, const ListStyle& style) {
  const Settings& settings = container.settings;
  const auto created = parse_time(settings.created);
  const std::string ago = spec::cli::human_duration(created ? now().tv_sec - created->tv_sec : 0) + " ago";
  return {{"Command", command_text(settings.command, style.whole)},
          {"CreatedAgo", ago},
          {"CreatedAt", settings.created},
          {"ID", style.whole ? settings.id : settings.id.substr(0, kIdWidth)},
          {"Image", settings.image},
          {"Names", settings.name},
          {"Ports", container.is_alive ? ports_text(settings.bundle) : ""},
          {"RunningFor", ago},
          {"State", container.state()},
          {"Status", container.words()}};
}

}  // namespace

Result<std::string> list_text(const std::string& state_root, const ListStyle& style) {
  const std::vector<Filter> filters = TRY(parse_filters(style.filters));
  const bool asks_for_state = std::any_of(filters.begin(), filters.end(), [](const Filter& filter) {
    return filter.key == "status" || filter.key == "exited";
  });
  const std::vector<Place> places = TRY(Place::list(state_root));
  std::vector<spec::json::Object> rows;
  std::string ids;
  for (const Place& place : places) {
    if (style.last > 0 && rows.size() == style.last) break;
    const Result<Condition> container = condition(place);
    if (!container) continue;  // deleted meanwhile
    const bool is_there = style.all || style.last > 0 || asks_for_state || !container->is_over();
    if (!is_there || !is_wanted(filters, *container)) continue;
    rows.push_back(row(*container, style));
    ids += (style.whole ? place.id() : place.id().substr(0, kIdWidth)) + "\n";
  }
  if (style.ids_only) return ids;
  return spec::format::rows_text(style.format.empty() ? kTable : style.format, kColumns, rows);
}

}  // namespace runtime::supervision
