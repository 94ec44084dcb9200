// The maps of a user namespace as the kernel takes them (user_namespaces(7)):
// at most 340 lines, and as text less than a page.
#pragma once

#include <string>
#include <vector>

#include "spec/json/problems.h"
#include "spec/runtime/linux.h"

namespace spec::runtime {

// The map itself where the kernel takes it, else the same in fewer ranges: one that goes on where the one
// before it in the list ends, inside and outside, is joined to it. (newuidmap would not take the
// caller's own id joined to his subordinate ones.)
std::vector<IdMapping> fit_id_map(const std::vector<IdMapping>& mappings);

// What /proc/PID/uid_map takes: "INSIDE OUTSIDE SIZE", a line a range.
std::string id_map_text(const std::vector<IdMapping>& mappings);

// Ranges that are none, and a map that is too long for the kernel even when fitted.
void find_id_map_problems(const std::vector<IdMapping>& mappings, const std::string& place, json::Problems& problems);

}  // namespace spec::runtime
