// `imagetool inspect`: everything about an image, as Docker's JSON.
#pragma once

#include "spec/base/result.h"
#include "spec/json/value.h"
#include "spec/layout/find_image.h"

namespace imagetool::local {

// Docker's document: Id, RepoTags, RepoDigests, Created, Author, Config (with
// every member that the image's own config has), Architecture, Os, Size,
// RootFS, Descriptor and the rest.
Result<spec::json::Value> inspect(const spec::layout::StoredImage& image);

}  // namespace imagetool::local
