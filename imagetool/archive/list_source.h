// A list of the store as a place to copy from: its images are in the store, or
// in the registries that they came from.
#pragma once

#include <memory>

#include "imagetool/archive/image_source.h"
#include "imagetool/archive/open.h"
#include "imagetool/archive/stored_list.h"

namespace imagetool::archive {

// The opener must outlive it; the list need not.
Result<std::unique_ptr<ImageSource>> list_source(Opener& opener, const Side& side, const StoredList& list);

}  // namespace imagetool::archive
