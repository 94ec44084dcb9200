// Seeing to it that an image's layers are unpacked.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/layout/layers.h"
#include "spec/layout/lease.h"

namespace spec::layout {

// All layers of an image, the lowest first, held by the lease: those that are
// there, and the others unpacked now from their blobs, whose DiffIDs are
// verified. A manifest and a config that disagree in number are an error.
Result<std::vector<UnpackedLayer>> unpack_image(const Lease& lease, const image::Manifest& manifest,
                                                const image::ImageConfig& config);

// One layer from a blob in the store, on `parents`. What unpack_image does for
// each, and what a pull does for a layer that turned out to need its parents.
Result<UnpackedLayer> unpack_layer(const Lease& lease, const image::Descriptor& blob, const image::Digest& diff_id,
                                   const image::Digest& chain_id, const std::vector<UnpackedLayer>& parents);

// Whether an unpacked layer is what its blob says, by unpacking it once more and
// comparing: "" where it is, else the first difference. kYes then puts what
// was unpacked now in its place, which containers that run on it do not survive.
enum class Mend { kNo, kYes };
Result<std::string> verify_layer(const Lease& lease, const image::Descriptor& blob, const image::Digest& diff_id,
                                 const UnpackedLayer& layer, const std::vector<UnpackedLayer>& parents, Mend mend);

// A plain copy of the image's root file system: its layers, from their blobs,
// applied one over another into `root`, an empty folder.
Result<void> unpack_rootfs(const Lease& lease, const image::Manifest& manifest, const image::ImageConfig& config,
                           FdRef root);

}  // namespace spec::layout
