// Whose a file is: COPY --chown, and USER for the folder of a WORKDIR.
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Owner {
  uid_t uid = 0;
  gid_t gid = 0;
  bool operator==(const Owner&) const = default;
};

// "user" or "user:group", each a name or a number; names are looked up in
// /etc/passwd and /etc/group inside `root`. As with BuildKit a number alone is
// the group's as well, and a name that is not there is 0.
Result<Owner> find_owner(FdRef root, const std::string& text);

}  // namespace buildtool::build
