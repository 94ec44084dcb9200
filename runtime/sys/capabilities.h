// Capability sets, as names and as the kernel's bits.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace runtime::sys {

// The number of "CAP_NET_ADMIN", in any case and with or without "CAP_"; none for an unknown name.
std::optional<int> capability_number(std::string_view name);
std::string capability_name(int number);
// Names that are unknown here are left out, and added to `unknown`: what does not exist cannot be had.
std::uint64_t capability_bits(const std::vector<std::string>& names, std::set<std::string>& unknown);

struct CapabilitySets {
  std::uint64_t bounding = 0;
  std::uint64_t effective = 0;
  std::uint64_t inheritable = 0;
  std::uint64_t permitted = 0;
  std::uint64_t ambient = 0;
  std::set<std::string> unknown;  // names in config.json that are no capability here
};

// Takes from the bounding set what is not in `keep`; while CAP_SETPCAP is still had.
Result<void> limit_bounding_set(std::uint64_t keep);
// Sets exactly these (the bounding set apart); naming what could not be had. The
// errors in the result are of ambient ones that could not be raised, which is
// no failure: those that are not permitted and inheritable, too.
Result<std::vector<Error>> set_capabilities(const CapabilitySets& sets);
// The same of the effective, permitted and inheritable sets, in one system call: for a process that may make few.
Result<void> replace_capabilities(const CapabilitySets& sets);

}  // namespace runtime::sys
