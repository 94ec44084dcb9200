// `imagetool prune`: images that nobody needs go.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "imagetool/local/image_filter.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

struct Pruned {
  std::vector<std::string> lines;  // Docker's: "untagged: centos:7", "deleted: sha256:..."
  std::uint64_t bytes = 0;         // that the file system has got back
};

// Removes the images without a name that the filter means; with `all`, or the
// filter dangling=false, those with names as well. What a bundle uses stays. Also
// removes what killed processes left, and blobs that nothing refers to.
Result<Pruned> prune(const spec::layout::Store& store, ImageFilter filter, bool all);

}  // namespace imagetool::local
