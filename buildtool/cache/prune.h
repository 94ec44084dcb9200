// Forgetting what builds have kept.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "buildtool/cache/entry.h"
#include "buildtool/cache/filter.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace buildtool::cache {

struct PruneOptions {
  bool all = false;                   // also layers that an image has, too
  std::optional<std::uint64_t> keep;  // what was used last stays, up to so many bytes in all
  Filter filter;
};

// Removes what no build uses just now, what was used longest ago first. Returns
// what went. Layers that nothing else needs go from the store.
Result<std::vector<Entry>> prune(const spec::layout::Store& store, const PruneOptions& options);

}  // namespace buildtool::cache
