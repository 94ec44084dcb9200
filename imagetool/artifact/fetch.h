// An artifact's files, into a folder.
#pragma once

#include <string>

#include "imagetool/archive/image_source.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"

namespace imagetool::artifact {

// Writes each layer that has a name into `folder`, which is made; one of a folder is unpacked there. Names are hostile:
// one that leads out is an error, and so is one through a link that does. `keep`: a file that is there stays, and is an
// error. A file appears whole or not at all.
Result<void> fetch(archive::ImageSource& source, const archive::Document& manifest, const std::string& folder,
                   bool keep, transfer::Progress& progress);

}  // namespace imagetool::artifact
