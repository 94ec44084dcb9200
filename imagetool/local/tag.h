// `imagetool tag`: one more name for an image.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// `name` then means what `source` means, all its platforms; an image that had
// the name loses it. A name with a digest is an error, as with Docker.
Result<void> tag(const spec::layout::Store& store, const std::string& source, const std::string& name);

}  // namespace imagetool::local
