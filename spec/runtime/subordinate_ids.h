// The ids that an ordinary user may map into a user namespace: his own, and his
// subordinate ones of /etc/subuid and /etc/subgid (subuid(5)).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "spec/runtime/linux.h"

namespace spec::runtime {

using IdMappings = std::vector<IdMapping>;

// What a new user namespace gets where nothing names its ids: `own` is the
// caller's, those before and after it are the caller's subordinate ones, as many
// as there are.
IdMappings default_uids(std::uint32_t own);
IdMappings default_gids(std::uint32_t own);

// The parts of these: `own` is `caller`, around it come the lines of `subordinate`
// (/etc/subuid's text) for that name or number.
IdMappings default_mappings(std::uint32_t own, std::uint32_t caller, std::string_view subordinate,
                            std::string_view user_name, std::uint32_t user_id);

}  // namespace spec::runtime
