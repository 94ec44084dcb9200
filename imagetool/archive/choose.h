// From an index to one platform's image.
#pragma once

#include "imagetool/archive/image_source.h"
#include "spec/image/platform.h"

namespace imagetool::archive {

constexpr int kNestedIndexes = 4;

// The manifest that suits the platform best; `top` where it is no index. An index without one is an error that
// says which platforms there are.
Result<Document> choose(ImageSource& source, const Document& top, const spec::image::Platform& wanted);

}  // namespace imagetool::archive
