// An image is read at one place, and written as another at the same or another place.
#pragma once

#include <optional>
#include <string>

#include "imagetool/archive/open.h"
#include "imagetool/edit/image.h"
#include "imagetool/transfer/progress.h"

namespace imagetool::edit {

struct Request {
  std::string image;                              // a place (archive/place.h)
  std::string tag;                                // where it goes; empty: over `image`, which has to be a name
  std::optional<spec::image::Platform> platform;  // all that there are where nothing is said
  bool tls_verify = true;
};

// Where a place that is named beside the image's own is: with the same care for TLS.
inline archive::Side side_of(const Request& request) { return {request.tls_verify, std::nullopt}; }

// Blobs that the edit leaves as they are, are mounted or copied, not stored on the way. Returns what was written.
Result<Document> edit(archive::Opener& opener, const Request& request, const Edit& edit, transfer::Progress& progress);

}  // namespace imagetool::edit
