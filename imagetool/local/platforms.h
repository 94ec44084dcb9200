// Images of an index of which only other machines' platforms were pulled.
#pragma once

#include <vector>

#include "spec/image/platform.h"
#include "spec/layout/names.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// This machine's platform, and after it each platform for which an index that one of the names means has a
// manifest that is here.
std::vector<spec::image::Platform> platforms(const spec::layout::Store& store,
                                             const std::vector<spec::layout::NamedImage>& names);

}  // namespace imagetool::local
