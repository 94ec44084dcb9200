// What was changed, as a list of paths: `docker diff`.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace spec::layer {

struct Change {
  enum class Kind : char { kModified = 'C', kAdded = 'A', kDeleted = 'D' };
  Kind kind = Kind::kModified;
  std::string path;  // from the root, without a leading "/"
  bool operator==(const Change&) const = default;
};

// Sorted by path. The folders on the way to a change are modified; all that an
// added folder holds is added; what a deleted one held is not named.
//
// Of an overlay's upper folder, over the merged root of what is below it.
// `exclude`: paths that are passed over, with all below them.
Result<std::vector<Change>> changes_of_upper(FdRef upper, FdRef below, const std::vector<std::string>& exclude = {});
// What turns one tree into another (compare.h's differs).
Result<std::vector<Change>> changes_between(FdRef before, FdRef after, const std::vector<std::string>& exclude = {});

}  // namespace spec::layer
