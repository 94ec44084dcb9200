// `imagetool copy`: an image from one place to another.
#pragma once

#include <string>
#include <vector>

#include "imagetool/archive/copy.h"
#include "imagetool/archive/open.h"
#include "imagetool/archive/place.h"
#include "imagetool/transfer/progress.h"

namespace imagetool::archive {

struct CopyRequest {
  Place from;
  Place to;
  Side from_side;
  Side to_side;
  CopyOptions options;
  std::vector<std::string> additional_tags;
  bool referrers = false;  // with all that is about the image (copy_referrers.h)
};

// `root`: the store's folder. Returns what was written.
Result<Document> copy_between(const std::string& root, const CopyRequest& request, transfer::Progress& progress);

}  // namespace imagetool::archive
