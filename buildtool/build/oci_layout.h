// Images of a layout that is not the store: --build-context NAME=oci-layout://PATH.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/image/platform.h"
#include "spec/layout/find_image.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

constexpr std::string_view kLayoutContext = "oci-layout://";

// "oci-layout://PATH[:TAG][@DIGEST]": what the layout's index.json calls TAG
// ("latest" without one, or the only image that there is), or has under that
// digest. The documents and layers for the platform are verified and put into
// the store, held by the lease and without a name. The layout is only read.
Result<spec::layout::StoredImage> import_layout(const spec::layout::Lease& lease, const std::string& address,
                                                const spec::image::Platform& platform);

}  // namespace buildtool::build
