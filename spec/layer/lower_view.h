// The layers below, seen as the overlay will show them: merged, without what
// whiteouts hide. Read only, and without mounting anything.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace spec::layer {

class LowerView {
 public:
  // The layers' folders, the lowest first; their owners outlive this.
  explicit LowerView(std::vector<FdRef> layers) : layers_(std::move(layers)) {}

  bool empty() const { return layers_.empty(); }

  // Where the highest layer that has `path` keeps it. No link is followed: a
  // path through one is not there. "" is the root.
  struct Found {
    Fd folder;         // that holds it, O_PATH
    std::string name;  // "." for the root
    struct stat status {};
  };
  Result<std::optional<Found>> find(const std::string& path) const;

  // The names in the root folder, sorted.
  Result<std::vector<std::string>> root_names() const;

 private:
  std::vector<FdRef> layers_;
};

// A 0/0 character device: overlayfs's whiteout.
inline bool is_whiteout(const struct stat& status) { return S_ISCHR(status.st_mode) && status.st_rdev == 0; }
// The folder hides what is below it (trusted.overlay.opaque, user.overlay.opaque).
bool is_opaque(FdRef folder);

}  // namespace spec::layer
