// An image as it is edited, and what an edit is: a function of one platform's image.
#pragma once

#include <functional>
#include <optional>

#include "imagetool/edit/edited_source.h"
#include "spec/base/result.h"
#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/image/platform.h"

namespace imagetool::edit {

struct Image {
  spec::image::Manifest manifest;
  spec::image::ImageConfig config;
};

// Of a manifest; one that is no container image's, or whose config has not a DiffID for each layer, is an error.
Result<Image> read_image(ImageSource& source, const Document& manifest);
// Of what has an image for the platform.
Result<Image> read_image(ImageSource& source, const Document& top, const spec::image::Platform& platform);

// Blobs that it adds to the image it puts into `edited`.
using Edit = std::function<Result<void>(Image& image, EditedSource& edited)>;

// Applies the edit to the image, or to each image of an index; with a platform only that one is left of an index.
// What an index has beside images stays, but for attestations: they are about images that are not in it any more.
// The result is the top of `edited`; where nothing was changed it is the same bytes as before.
Result<void> apply(const Edit& edit, ImageSource& base, const std::optional<spec::image::Platform>& platform,
                   EditedSource& edited);

}  // namespace imagetool::edit
