// Where the image store is when nothing else is said.
#pragma once

#include <string>

#include "spec/base/vocabulary.h"

namespace spec::layout {

// $IMAGETOOL_ROOT, else /var/lib/imagetool for root, else $XDG_DATA_HOME/imagetool
// or ~/.local/share/imagetool. The folder need not be there. Without a home
// folder it is "imagetool" below the working folder.
std::string default_location();

}  // namespace spec::layout
