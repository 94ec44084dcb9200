// `imagetool bundle` and `imagetool unpack`: from an image of the store to a bundle.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// See spec/bundle/bundle.h; `image` is a name or an id.
Result<void> make_overlay_bundle(const spec::layout::Store& store, const std::string& image,
                                 const spec::bundle::Options& options, const std::string& path);
// An image that names no command gets "sh", so that its files can be had.
Result<void> make_plain_bundle(const spec::layout::Store& store, const std::string& image, const std::string& path);

}  // namespace imagetool::local
