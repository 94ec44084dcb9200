// A layout in a folder, to copy into.
#pragma once

#include <memory>
#include <string>

#include "imagetool/archive/image_destination.h"

namespace imagetool::archive {

// `path` is missing, an empty folder, or a layout, which gets one more image; an
// entry of the same name is replaced. Names are put into the entries as they are,
// as the reference; without one the entry has no name. Two of us at once are fine.
Result<std::unique_ptr<ImageDestination>> layout_folder(const std::string& path);

}  // namespace imagetool::archive
