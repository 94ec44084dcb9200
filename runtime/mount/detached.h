// One mount of config.json, made but not attached anywhere.
#pragma once

#include <string>

#include "runtime/mount/options.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::mount {

// A new file system or a copy of a bind mount's source, with its attributes;
// its propagation is the attacher's. A relative source is the bundle's.
// `source` is what a bind mount copies where that is open already: then the mount's own is not looked at.
Result<Fd> make_detached(const spec::runtime::Mount& mount, const Options& options, const std::string& bundle,
                         FdRef source = FdRef(-1));

// Whether the kernel has that file system and takes the options, as far as it
// tells before it makes it. Needs privilege, and changes nothing.
Result<void> try_file_system(const spec::runtime::Mount& mount);

// tmpcopyup: copies what is in the folder `from` (an image's: links are copied,
// never followed) into the new tmpfs `to`.
Result<void> copy_up(FdRef from, FdRef to);

}  // namespace runtime::mount
