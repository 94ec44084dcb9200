// Bundles on disk: a folder with config.json and the root file system.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/image/config.h"
#include "spec/layout/find_image.h"
#include "spec/layout/layers.h"
#include "spec/layout/lease.h"

namespace spec::bundle {

enum class Upper {
  kKept,      // what the container writes outlives a power cut
  kVolatile,  // it need not (overlay.h)
};

// Fills `bundle`, an empty folder, with what runs `image` on these layers (the
// lowest first; overlay.h), its /etc files (etc_files.h) and config.json. The
// layers must stay: the caller holds them with a lease, or adds a root. An image
// without layers gets an empty rootfs/ of its own. After an error the folder
// holds a part: throw it away.
Result<void> fill_bundle(FdRef bundle, const std::vector<layout::UnpackedLayer>& layers,
                         const image::ImageConfig& image, const Options& options, Upper upper);

// A bundle at `path` whose root is an overlay of the store's unpacked layers:
// it costs no copy, and keeps the layers for as long as it is there. Layers
// that are not unpacked yet are now. `path` is missing or an empty folder;
// after an error it is as it was. The host name, where none is given, is
// default_hostname()'s of the folder's name. For who is not the machine's root
// the container gets a user namespace with the ids that its files have.
Result<void> write_overlay_bundle(const layout::Lease& lease, const layout::StoredImage& image, const Options& options,
                                  const std::string& path);

// The same with rootfs/ a plain copy of the image's files, for any runtime: it
// needs neither the store nor its layers any more.
Result<void> write_plain_bundle(const layout::Lease& lease, const layout::StoredImage& image, const Options& options,
                                const std::string& path);

}  // namespace spec::bundle
