// The JSON ("exec") form of an instruction's arguments: ["a", "b"].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::dockerfile {

// The strings of a JSON array; nothing where the text is no JSON array: it is
// then taken as plain text. An array with anything but strings is an error.
Result<std::optional<std::vector<std::string>>> parse_json_form(std::string_view text);

}  // namespace buildtool::dockerfile
