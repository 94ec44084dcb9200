// `imagetool prune --blobs`: layers that a registry has need not be here twice, unpacked and compressed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "imagetool/local/image_filter.h"
#include "imagetool/registry/resolve.h"
#include "spec/image/descriptor.h"
#include "spec/layout/find_image.h"
#include "spec/layout/lease.h"

namespace imagetool::transfer {

struct Dropped {
  std::uint64_t bytes = 0;
  std::vector<std::string> warnings;  // images that keep their blobs, and why
};

// Drops (spec/layout/dropped.h) the blobs of unpacked layers, of images that the
// filter means, that the registry of one of the image's names still has: it is asked.
Result<Dropped> drop_blobs(const spec::layout::Store& store, registry::Transport& transport,
                           const registry::Settings& settings, const local::ImageFilter& filter);

// Fetches a blob that was dropped; one that is here, or never was, is no error.
Result<void> bring_back(const spec::layout::Lease& lease, const spec::image::Descriptor& blob, bool tls_verify);

// The layers of an image that was found; those that are unpacked only where their bytes are wanted.
enum class Need { kFiles, kBytes };
Result<void> bring_back(const spec::layout::Store& store, const spec::layout::StoredImage& image, Need need,
                        bool tls_verify);

}  // namespace imagetool::transfer
