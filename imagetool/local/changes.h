// `imagetool diff`: what was changed, as Docker lists it.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layer/changes.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Of a bundle over its image, of an image over all but its topmost layer, or,
// with `other`, what turns the first (a bundle or an image) into that image.
// `pause`: a container that runs on the bundle stands still meanwhile.
Result<std::vector<spec::layer::Change>> changes(const spec::layout::Store& store, const std::string& what,
                                                 const std::string& other, bool pause);
// "C /etc", a line each.
std::string changes_text(const std::vector<spec::layer::Change>& changes);

}  // namespace imagetool::local
