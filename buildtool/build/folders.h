// Folders that COPY, ADD and WORKDIR make in a stage's root.
//
// The root is hostile: links are followed inside it only, also those that lead
// to what is not there yet.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "buildtool/build/owner.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// mkdir -p with exactly this mode, owner and time on what is made; what is
// there already stays as it is. Returns the last folder, opened with O_PATH.
Result<Fd> make_folders(FdRef root, const std::string& path, mode_t mode, const std::optional<Owner>& owner);

// Where a file named `path` would be: its folder, made where it is missing, and
// its name there, which is no link. A path that is the root has the name ".".
struct Place {
  Fd folder;
  std::string name;
};
Result<Place> find_place(FdRef root, const std::string& path, mode_t mode, const std::optional<Owner>& owner);

}  // namespace buildtool::build
