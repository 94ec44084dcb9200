// Files as an artifact: under a name of its own, or attached to an image.
#pragma once

#include <optional>
#include <string>

#include "imagetool/archive/image_source.h"
#include "imagetool/artifact/make.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace imagetool::artifact {

// Where: a place (archive/place.h), as text.
struct Where {
  std::string root;  // the store's folder
  std::string place;
  bool tls_verify = true;
};

// Returns what was written.
Result<archive::Document> push(const Where& where, const Wish& wish, transfer::Progress& progress);

// The same without a name of its own, about what the place means: an index, or with a platform that one's image.
Result<archive::Document> attach(const Where& where, const std::optional<spec::image::Platform>& platform, Wish wish,
                                 transfer::Progress& progress);

}  // namespace imagetool::artifact
