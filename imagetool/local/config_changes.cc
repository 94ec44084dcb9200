#include "imagetool/local/config_changes.h"

#include <map>

#include "imagetool/local/find.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::local {

namespace json = spec::json;

namespace {

using Members = std::map<std::string, std::string>;  // JSON by place

// Every member that is no object, and those that have nothing in them.
void collect(const json::Value& value, const std::string& place, Members& out) {
  const json::Object* object = value.object();
  if (object == nullptr || object->empty()) {
    if (!value.is_null()) out[place] = json::write(value);
    return;
  }
  for (const json::Member& member : *object) {
    if (place.empty() && (member.name == "rootfs" || member.name == "history")) continue;
    collect(member.value, place.empty() ? member.name : concat(place, '.', member.name), out);
  }
}

Result<Members> members_of(const std::string& config) {
  const json::Value value = TRY(json::parse(config));
  Members out;
  collect(value, "", out);
  return out;
}

}  // namespace

Result<std::vector<ConfigChange>> config_changes(const std::string& before, const std::string& after) {
  const Members old_members = TRY(members_of(before));
  const Members new_members = TRY(members_of(after));
  std::map<std::string, ConfigChange> all;
  for (const auto& [place, text] : old_members) all[place] = {place, text, ""};
  for (const auto& [place, text] : new_members) all[place].place = place, all[place].after = text;
  std::vector<ConfigChange> changes;
  for (auto& [place, change] : all) {
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

Result<std::vector<ConfigChange>> config_changes(const spec::layout::Store& store, const std::string& before,
                                                 const std::string& after) {
  const spec::layout::StoredImage first = TRY(find_any(store, before));
  const spec::layout::StoredImage second = TRY(find_any(store, after));
  return config_changes(first.config_text, second.config_text);
}

std::string config_changes_text(const std::vector<ConfigChange>& changes) {
  std::string out;
  for (const ConfigChange& change : changes) {
    if (!change.before.empty()) out += concat("- ", change.place, ": ", change.before, "\n");
    if (!change.after.empty()) out += concat("+ ", change.place, ": ", change.after, "\n");
  }
  return out;
}

}  // namespace imagetool::local
