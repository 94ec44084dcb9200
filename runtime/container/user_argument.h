// The value of `exec --user`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "spec/base/result.h"

namespace runtime::container {

struct UserArgument {
  std::uint32_t uid = 0;
  std::optional<std::uint32_t> gid;
};

// "UID" or "UID:GID", decimal numbers below 4294967295 and nothing else: no
// name is ever looked up, in no file of the container's (CVE-2026-46680), and
// nothing that is no number is taken for 0 (CVE-2026-30892).
Result<UserArgument> parse_user(const std::string& text);

}  // namespace runtime::container
