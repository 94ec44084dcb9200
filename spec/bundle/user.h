// An image's Config.User ("www-data", "1000:100", "") as numbers.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/runtime/process.h"

namespace spec::bundle {

// The text of the image's own /etc/passwd and /etc/group; "" where it has none.
// They are hostile: lines that are malformed, of whatever length, are skipped.
struct Accounts {
  std::string passwd;
  std::string group;
};

struct ResolvedUser {
  runtime::User user;
  std::string home;  // from its passwd line; "/" without one
};

// USER or USER:GROUP, each a name or a number; "" is 0.
//
// A word of digits is always a number, never a name (CVE-2026-46680), and has
// to fit 32 bits short of (id) -1. As with Docker, a number that has a passwd
// line gets that line's group and the groups that list its user; a group that
// is named explicitly takes the place of all of them. The group is also the
// first of the additional groups (CVE-2022-36109). A name that is not there is
// an error: "unable to find user x: no matching entries in passwd file".
Result<ResolvedUser> resolve_user(std::string_view spec, const Accounts& accounts);

// A group alone, by the same rules.
Result<std::uint32_t> resolve_group(std::string_view word, const Accounts& accounts);

}  // namespace spec::bundle
