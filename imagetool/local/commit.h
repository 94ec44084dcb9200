// `imagetool commit` and `repack`: what was changed in a bundle as a layer of a new image.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/store.h"

namespace imagetool::local {

struct CommitOptions {
  std::string author;
  std::string message;
  std::vector<std::string> changes;  // Dockerfile instructions (change.h)
  bool pause = true;                 // a container that runs is frozen meanwhile
};

// The image that `bundle` was made of, with one layer more, which may be empty,
// and Docker's history; under `name`, or none where it is empty. Returns its id.
Result<spec::image::Digest> commit(const spec::layout::Store& store, const std::string& bundle, const std::string& name,
                                   const CommitOptions& options);

// The same as umoci's repack: without a change there is no layer, and `name` means the image as it was.
Result<spec::image::Digest> repack(const spec::layout::Store& store, const std::string& bundle,
                                   const std::string& name);

}  // namespace imagetool::local
