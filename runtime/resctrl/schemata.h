// The lines of resctrl's "schemata": "L3:0=ff;1=c0", "MB:0=20".
#pragma once

#include <string_view>

namespace runtime::resctrl {

// Whether every value of `line` is what the same resource has in `present`, a
// whole file. Values are compared as numbers: "00ff" is "ff".
bool schemata_contain(std::string_view present, std::string_view line);

}  // namespace runtime::resctrl
