// Copying an image from anywhere to anywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imagetool/archive/convert.h"
#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"
#include "imagetool/transfer/progress.h"
#include "spec/image/digest.h"
#include "spec/image/platform.h"

namespace imagetool::archive {

struct CopyOptions {
  bool all = false;                               // an index with its images; else the platform's alone
  std::optional<spec::image::Platform> platform;  // this machine's where nothing is said
  Format format = Format::kAsItIs;
  bool preserve_digests = false;  // fail rather than convert
  spec::image::Digest must_be;    // what a name with a digest asks for; often empty
};

// Copies what `top` (the source's) means, and lets it have these names. Every
// byte is verified on its way and none is kept on it; blobs that the destination
// has are not moved. Returns what the names mean now. Error::number is ENOENT
// where an image that an index names is not there: nothing has been written then.
Result<Document> copy(ImageSource& source, const Document& top, ImageDestination& destination,
                      const std::vector<std::string>& names, const CopyOptions& options, transfer::Progress& progress);

}  // namespace imagetool::archive
