// Referrers where nobody keeps an index of them: in a layout, in the store.
#pragma once

#include <vector>

#include "imagetool/archive/image_source.h"

namespace imagetool::archive {

// Those of the manifests, read from `source`, whose subject it is. What cannot be read is passed over.
std::vector<spec::image::Descriptor> referrers_among(ImageSource& source,
                                                     const std::vector<spec::image::Descriptor>& manifests,
                                                     const spec::image::Digest& subject);

}  // namespace imagetool::archive
