// `imagetool rm`: bundles go, with what their containers wrote.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// The folder of a bundle that this program made; any other is an error, and so is one that a container runs on: of an
// ordinary user, too, whose files may belong to his subordinate ids. `with_volumes`: also the volumes without a name
// that no other bundle uses.
Result<void> remove_bundle(const spec::layout::Store& store, const std::string& path, bool with_volumes);

}  // namespace imagetool::local
