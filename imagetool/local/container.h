// Containers by what the runtime has on the disk of them.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::local {

// The folder of a bundle, by its path, or by the id, the name, or the beginning of the id of a container that was made
// of it, also of one that has ended. `state_root` is the runtime's. "" where it is neither; an error where the
// beginning is that of several.
Result<std::string> find_bundle(const std::string& state_root, const std::string& text);

// The same, or else the text itself, for what may be an image as well.
Result<std::string> bundle_or(const std::string& state_root, const std::string& text);

}  // namespace imagetool::local
