// The ids of an ordinary user's build, which is in a user namespace of its own.
#pragma once

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace buildtool::build {

// The layers' files have the right ids in the build's namespace already: a container
// gets the same ones. Not for root.
Result<spec::bundle::IdMaps> own_ids();

// Where all files have one owner, as for a user without subordinate ids, that may
// be why something failed: says so.
Error with_ids_hint(Error error);

}  // namespace buildtool::build
