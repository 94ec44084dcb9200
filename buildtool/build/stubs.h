// Mount points that the runtime makes for a RUN in its upper folder, such as an
// empty /etc/resolv.conf: they are no part of the layer.
//
// What the container did meanwhile is hostile: afterwards no link is followed,
// and only what was not there before, and is still empty, is removed.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

class MountStubs {
 public:
  // Notes which of the mounts' destinations are missing in `files`, the merged
  // root before the run.
  static Result<MountStubs> note(FdRef files, const std::vector<std::string>& destinations);

  // Takes them out of the upper folder, and with them folders that are there
  // only because of them.
  Result<void> remove(FdRef upper) const;

 private:
  // A folder that was there, as it was.
  struct Parent {
    std::string path;
    struct stat status = {};
  };
  std::vector<std::string> missing_;  // real paths without a "/" in front, the deepest of each first
  std::vector<Parent> parents_;       // that got a missing one, and those above
};

}  // namespace buildtool::build
