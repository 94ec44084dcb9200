// A registry as a place to copy from and to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"
#include "imagetool/registry/resolve.h"
#include "spec/image/reference.h"

namespace imagetool::archive {

// By the mirrors first, as with pull. The transport must outlive it.
std::unique_ptr<ImageSource> registry_source(registry::Transport& transport, registry::Settings settings,
                                             spec::image::Reference reference);

// Names are tags; without any the image is pushed by its digest. Blobs that the
// registry has where they come `from` (which must outlive it) are mounted, the
// others sent while they arrive.
Result<std::unique_ptr<ImageDestination>> registry_destination(registry::Transport& transport,
                                                               const registry::Settings& settings,
                                                               const spec::image::Reference& reference,
                                                               const ImageSource& from);

}  // namespace imagetool::archive
