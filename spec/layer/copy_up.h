// Copying one file of the layers below into a layer that links to it, as
// overlayfs does before it makes the link.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/layer/attributes.h"
#include "spec/layer/lower_view.h"

namespace spec::layer {

// Makes `name` in `folder`, with content and attributes. A folder is an error.
Result<void> copy_up(const LowerView::Found& lower, const Folder& folder, const std::string& name,
                     const Attributes& attributes);

}  // namespace spec::layer
