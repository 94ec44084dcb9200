// What is about an image goes where the image goes: signatures, attestations, bills of materials.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"
#include "imagetool/transfer/progress.h"

namespace imagetool::archive {

// How the destination names a tag of the image's repository.
using TagName = std::function<std::string(const std::string& tag)>;

// Copies the referrers of `top`, of the manifests that an index names, and the referrers of these; and what cosign
// keeps under tags of their digests (sha256-….sig, .att, .sbom), where `name_of` says how these are called.
// `top` has been copied, and its digest is the same at both places. Returns how many were copied.
Result<std::size_t> copy_referrers(ImageSource& source, const Document& top, ImageDestination& destination,
                                   const TagName& name_of, transfer::Progress& progress);

}  // namespace imagetool::archive
