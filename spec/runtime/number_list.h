// The lists of CPUs and memory nodes in config.json: "0-3,7".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace spec::runtime {

// The numbers, in the list's order; nothing where it is no such list, or
// names a number of 8192 or more (the kernel's own limit on CPUs).
std::optional<std::vector<std::uint32_t>> parse_number_list(std::string_view text);

}  // namespace spec::runtime
