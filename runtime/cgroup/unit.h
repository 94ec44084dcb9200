// The unit of a container under the systemd manager: its names, and where systemd puts it.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace runtime::cgroup {

struct Unit {
  std::string slice;  // "machine.slice"; "-.slice" is the root
  std::string name;   // "libpod-web.scope"
};

// From linux.cgroupsPath: "SLICE:PREFIX:NAME" is PREFIX-NAME.scope in SLICE
// (runc's and crun's form), "SLICE:NAME" and "NAME" are NAME.scope, "" is
// runtime-ID.scope. No slice is system.slice, for a user's own systemd user.slice.
Result<Unit> parse_unit(std::string_view cgroups_path, const std::string& id, bool of_user);

// The slice's folder: "a-b.slice" is in "a.slice": "/a.slice/a-b.slice"; the root's is "".
Result<std::string> slice_folder(std::string_view slice);

}  // namespace runtime::cgroup
