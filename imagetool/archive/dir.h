// skopeo's dir: transport: an image's blobs in a folder, each named by its digest
// alone, with manifest.json, and a file "version".
#pragma once

#include <memory>
#include <string>

#include "imagetool/archive/files.h"
#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"

namespace imagetool::archive {

inline constexpr const char* kDirVersionFile = "version";

std::unique_ptr<ImageSource> dir_source(std::shared_ptr<const Files> files);
// `path` is missing, an empty folder, or one of this kind, which is emptied.
Result<std::unique_ptr<ImageDestination>> dir_destination(const std::string& path);

}  // namespace imagetool::archive
