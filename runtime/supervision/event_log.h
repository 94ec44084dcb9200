// What happened to the supervised containers: a file beside their folders, for `events`.
//
// STATE_ROOT/.supervised/.events has a line of JSON for each event, as Docker's API has it. At a megabyte it becomes
// .events.1, and the one before that goes. Whoever does something to a container appends to it; nobody has to read it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/supervision/place.h"
#include "spec/base/result.h"
#include "spec/json/value.h"

namespace runtime::supervision {

using Attributes = std::map<std::string, std::string>;

// `action` is Docker's: "start", "die" with "exitCode", "exec_create: sh". What cannot be written is lost: a container
// does not stand still for that.
void tell_event(const Place& place, std::string_view action, Attributes attributes = {});
// The same, where the settings are known, or the place is going.
void tell_event(const std::string& state_root, const Settings& settings, std::string_view action,
                Attributes attributes = {});

struct EventQuery {
  std::optional<std::timespec> since;  // none: only what comes
  std::optional<std::timespec> until;  // none: for ever
};

// Calls `take` for each event, in order, until it returns an error or `until` has come.
Result<void> follow_events(const std::string& state_root, const EventQuery& query,
                           const std::function<Result<void>(const spec::json::Value&)>& take);

}  // namespace runtime::supervision
