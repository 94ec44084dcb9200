// What is in a volume when a container sees it first.
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace imagetool::volume {

Result<bool> is_empty(FdRef folder);

// Copies what the image has at `path` into `data`, whose mode, owner and time become those of the image's
// folder. `root`, the image's, is hostile: links and ".." stay in it. Where it has no folder there, nothing is done.
Result<void> fill_from_image(FdRef data, FdRef root, const std::string& path);

// Lets all files below, and the folder itself, belong to this user and group. Links are not followed, and what
// is mounted below is not entered.
Result<void> own(FdRef folder, uid_t uid, gid_t gid);

}  // namespace imagetool::volume
