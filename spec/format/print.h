// Values as Go's fmt package prints them.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::format {

// %v: "text", "12", "[a b]", "map[k:v]" in the order of the keys, "<nil>".
std::string go_text(const json::Value& value);

// The members in the order of their names, as Go walks maps.
std::vector<const json::Member*> sorted(const json::Object& object);

// printf: %v %s %d %q %t %f %x %X %o %c %% with flags, width and precision; what
// does not fit is marked in the text, as Go does: "%!d(string=x)".
std::string go_printf(const std::vector<json::Value>& arguments);

}  // namespace spec::format
