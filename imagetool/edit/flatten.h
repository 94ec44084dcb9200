// Layers of an image as one.
#pragma once

#include <string>

#include "imagetool/archive/open.h"
#include "imagetool/edit/edit.h"

namespace imagetool::edit {

// All layers as one, with one line of history.
Edit flatten();

// Those above the base's as one; its own stay. `base` is a place, whose DiffIDs have to be those of the image's lowest
// layers. `opener` must outlive the edit.
Result<Edit> squash(archive::Opener& opener, const Request& request, const std::string& base);

// `imagetool export --flatten`: the root file system that the layers of the request's image come to, as a tar in the
// file `output`, or on standard output where it is "-". `root` is the store's.
Result<void> export_flat(const std::string& root, const Request& request, const std::string& output);

}  // namespace imagetool::edit
