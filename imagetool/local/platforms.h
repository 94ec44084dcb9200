// Images of an index of which only other machines' platforms were pulled.
#pragma once

#include <vector>

#include "spec/base/result.h"
#include "spec/image/platform.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// This machine's platform, and after it each platform for which an index in the
// store has a manifest that is here.
Result<std::vector<spec::image::Platform>> platforms(const spec::layout::Store& store);

}  // namespace imagetool::local
