// Some of the images of an index, as an index that is one.
#pragma once

#include <vector>

#include "imagetool/archive/image_source.h"
#include "imagetool/edit/edited_source.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace imagetool::sync {

// Of an index the entries for these platforms, with the attestations that are about them, as the top of `edited`; what
// is no index, or has no other entries, stays as it is. That there is none for any of the platforms is an error.
Result<void> take_platforms(archive::ImageSource& source, const std::vector<spec::image::Platform>& platforms,
                            edit::EditedSource& edited);

}  // namespace imagetool::sync
