// `imagetool inspect`: everything about an image, as Docker's JSON.
#pragma once

#include <cstdint>

#include "spec/base/result.h"
#include "spec/json/value.h"
#include "spec/layout/find_image.h"

namespace imagetool::local {

// Docker's document: Id, RepoTags, RepoDigests, Created, Author, Config (with
// every member that the image's own config has), Architecture, Os, Size,
// RootFS, Descriptor and the rest. `size` is size.h's.
Result<spec::json::Value> inspect(const spec::layout::StoredImage& image, std::uint64_t size);

// The same for a template of --format: what Docker's Config has and this one does
// not is there, empty, so that {{.Config.Entrypoint}} is no error.
spec::json::Value complete_config(spec::json::Value document);

}  // namespace imagetool::local
