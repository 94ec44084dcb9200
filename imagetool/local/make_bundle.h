// `imagetool bundle` and `imagetool unpack`: from an image of the store to a bundle.
#pragma once

#include <string>

#include "imagetool/options/option.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// See spec/bundle/bundle.h; `image` is a name or an id. The id in request.cid_file
// is request.name, or else the name of the folder.
Result<void> make_overlay_bundle(const spec::layout::Store& store, const std::string& image,
                                 const options::Request& request, const std::string& path);
// An image that names no command gets "sh", so that its files can be had.
Result<void> make_plain_bundle(const spec::layout::Store& store, const std::string& image, const std::string& path);

}  // namespace imagetool::local
