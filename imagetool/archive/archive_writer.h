// Writing images into one tar: an image layout, which is what `docker save`
// writes at the same time where there is a manifest.json, too.
#pragma once

#include <memory>
#include <string>

#include "imagetool/archive/image_destination.h"
#include "spec/image/platform.h"

namespace imagetool::archive {

enum class ArchiveKind {
  kOci,     // a layout
  kDocker,  // and with manifest.json: each image in it, of an index the one for a platform
};

struct ArchiveOptions {
  ArchiveKind kind = ArchiveKind::kDocker;
  spec::image::Platform platform = spec::image::host_platform();  // whose image of an index Docker sees
};

// Blobs go in as they are: digests stay. `path` appears whole, in the place of
// what was there; "-" is standard output. Where names are no references Docker
// does not see them.
Result<std::unique_ptr<ImageDestination>> archive_writer(const std::string& path, const ArchiveOptions& options);

}  // namespace imagetool::archive
