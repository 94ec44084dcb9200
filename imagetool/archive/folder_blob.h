// A blob as a file in a folder.
#pragma once

#include <string>

#include "imagetool/archive/image_destination.h"
#include "spec/base/fd.h"

namespace imagetool::archive {

// Written under another name until it is finished. A regular file that has the
// name already is what it says. `dir` must outlive what is returned.
Result<ImageDestination::Begun> begin_file(FdRef dir, const std::string& path);

}  // namespace imagetool::archive
