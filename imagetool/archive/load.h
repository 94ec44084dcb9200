// `imagetool load`: images from an archive or a folder into the store.
#pragma once

#include <functional>
#include <string>

#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

// `input` is a tar of docker save or of an image layout, plain or compressed
// ("-" is standard input), a folder that is a layout, or one of dir:. Everything in it is
// hostile: sizes are bounded, names stay inside, and each blob has its digest.
// Docker's line about each image goes to `progress` when it is there:
// "Loaded image: busybox:latest", "Loaded image ID: sha256:...".
Result<void> load(const spec::layout::Lease& lease, const std::string& input, transfer::Progress& progress,
                  const std::function<void(const std::string& line)>& tell);

}  // namespace imagetool::archive
