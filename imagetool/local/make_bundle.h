// `imagetool bundle` and `imagetool unpack`: from an image of the store to a bundle.
#pragma once

#include <string>
#include <vector>

#include "imagetool/options/option.h"
#include "imagetool/volume/attach.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// See spec/bundle/bundle.h; `image` is a name or an id. The id in request.cid_file
// is request.name, or else the name of the folder. `shared`: the mounts of other bundles.
Result<void> make_overlay_bundle(const spec::layout::Store& store, const std::string& image,
                                 const options::Request& request, std::vector<volume::Shared> shared,
                                 const std::string& path);
// Those that request.volumes.from means; `state_root` as of container.h.
Result<std::vector<volume::Shared>> shared_by_others(const volume::Wish& wish, const std::string& state_root);
// An image that names no command gets "sh", so that its files can be had.
Result<void> make_plain_bundle(const spec::layout::Store& store, const std::string& image, const std::string& path);

}  // namespace imagetool::local
