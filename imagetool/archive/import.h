// `imagetool import`: a tar of a root file system becomes an image.
#pragma once

#include <string>
#include <vector>

#include "imagetool/registry/transport.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/image/platform.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

struct ImportOptions {
  std::string source;  // a file, "-" for standard input, or an http or https URL
  std::string name;    // a reference, or empty
  std::vector<std::string> changes;
  std::string message;  // of the history; "Imported from SOURCE" where it is empty
  spec::image::Platform platform = spec::image::host_platform();
};

// The tar, compressed or not, is the one layer: its bytes, and so the DiffID,
// stay, and are compressed as a layer is. Returns the image's id.
Result<spec::image::Digest> import_rootfs(const spec::layout::Lease& lease, registry::Transport& transport,
                                          const ImportOptions& options);

}  // namespace imagetool::archive
