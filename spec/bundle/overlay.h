// A bundle's root as an overlay of unpacked layers, which the runtime mounts.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

// The lower folders of an overlay, the topmost first, of layers with the lowest
// first. A layer that is there more than once (such as that of a RUN without
// effect) is left in its topmost place only: overlayfs refuses a folder twice,
// and the topmost covers all of the same below it.
std::vector<std::string> overlay_lowers(const std::vector<std::string>& layers);

// In the bundle's folder:
//   layers/0, layers/1, ...   links to the unpacked layers, 0 the topmost
//   upper/                    what the container writes; as layers/0's root in mode, owner and time
//   work/                     overlayfs's own
//   rootfs/                   empty: where the root appears
//
// Returns the mount on "/" for config.json: type overlay, lowerdir, upperdir
// and workdir relative to the bundle (as a bind mount's source may be), so that
// 127 layers fit, and redirect_dir, metacopy and index off, without which an
// upper folder is no layer. `layers` are absolute paths, the lowest first, at
// least one. `is_volatile`: nothing is synced, for an upper folder that is
// thrown away or made durable by someone else.
// For who is not the machine's root: userxattr, the form that is mounted in a user namespace.
Result<runtime::Mount> make_overlay_root(FdRef bundle, const std::vector<std::string>& layers, bool is_volatile);

}  // namespace spec::bundle
