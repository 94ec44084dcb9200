// One file of a context, or a folder and all below it, without what is ignored.
#pragma once

#include <string>
#include <vector>

#include "buildtool/context/context.h"

namespace buildtool::context {

class Walk {
 public:
  // All must outlive it; `out` gets the entries.
  Walk(FdRef root, const Ignore& ignore, Owners owners, std::vector<Entry>& out)
      : root_(root), ignore_(ignore), owners_(owners), out_(out) {}

  // `path` is a real path inside the root, "" the root itself. Adds nothing
  // where it is ignored. A folder that is ignored is there for what a "!" takes
  // in again below it, and only then.
  Result<void> run(const std::string& path);

 private:
  Result<void> visit(FdRef folder, const std::string& name, const std::string& path,
                     const Ignore::FolderState& folder_state);
  Result<void> enter(const std::string& path, const Ignore::FolderState& state);
  Entry make_entry(const std::string& path, const struct stat& status) const;

  FdRef root_;
  const Ignore& ignore_;
  Owners owners_;
  std::vector<Entry>& out_;
};

}  // namespace buildtool::context
