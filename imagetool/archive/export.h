// `imagetool export`: a root file system as a tar.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

// What a bundle (a folder with config.json) or an image of the store has for its
// root: all layers merged, whiteouts honoured, hard links, owners and xattrs kept.
// Of a container's bundle what it has written is in it, also while it runs; with `pause` it stands still meanwhile.
// `output` is a file, or "-". The same files give the same bytes.
Result<void> export_rootfs(const spec::layout::Lease& lease, const std::string& what, const std::string& output,
                           bool pause);

}  // namespace imagetool::archive
