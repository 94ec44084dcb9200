// Removing volumes, where no bundle has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "imagetool/volume/filter.h"
#include "imagetool/volume/volumes.h"
#include "spec/base/result.h"

namespace imagetool::volume {

// "remove data: volume is in use - [/srv/box]" where a bundle uses it. One that is missing is "get x: no such
// volume", and with `force` none at all.
Result<void> remove(const Volumes& volumes, const std::string& name, bool force);

struct Pruned {
  std::vector<std::string> names;
  std::uint64_t bytes = 0;
};
// Those that no bundle uses; without `all` only those without a name of somebody's.
Result<Pruned> prune(const Volumes& volumes, const Filter& filter, bool all);

// The anonymous ones among these names, where no bundle uses them (any more).
Result<void> remove_anonymous(const Volumes& volumes, const std::vector<std::string>& names);

}  // namespace imagetool::volume
