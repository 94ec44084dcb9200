// An image whose layers from another base image are exchanged for those of a new one.
#pragma once

#include <string>

#include "imagetool/archive/open.h"
#include "imagetool/edit/edit.h"

namespace imagetool::edit {

// Annotations of a manifest that say what it was made from (image-spec annotations.md).
inline constexpr const char* kBaseName = "org.opencontainers.image.base.name";
inline constexpr const char* kBaseDigest = "org.opencontainers.image.base.digest";

// The image's lowest layers are the base's: an error where they are not.
Result<void> expect_base(const Image& image, const Image& base);

struct Bases {
  std::string old_base;  // places; where they are empty, what the image's annotations say
  std::string new_base;
};

// The image's lowest layers have to be the old base's, by their DiffIDs. Its config stays its own, with the new base's
// history below its own. Sources that the bases are read from stay open in the edit; `opener` must outlive it.
Result<Edit> rebase(archive::Opener& opener, const Request& request, const Bases& bases);

}  // namespace imagetool::edit
