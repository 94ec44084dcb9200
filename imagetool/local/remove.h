// `imagetool rmi`: names go, and with the last one the image.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Removes by name or id, as Docker does, and returns its lines: "Untagged:
// centos:latest", "Deleted: sha256:...".
//
// A name is taken away; with its last name an image goes. By id an image goes
// with its names; where they are in several repositories that needs `force`.
// An image of a bundle also needs it: "conflict: unable to ...". The layers
// that a bundle uses stay in any case, until the bundle is removed.
Result<std::vector<std::string>> remove(const spec::layout::Store& store, const std::string& text, bool force);

}  // namespace imagetool::local
