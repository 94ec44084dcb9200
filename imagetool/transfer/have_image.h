// `--pull always|missing|never` of what needs an image.
#pragma once

#include <optional>
#include <string>

#include "imagetool/options/option.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"
#include "spec/layout/store.h"

namespace imagetool::transfer {

// Pulls `image` where `pull` says so; its progress is on standard error. An id,
// or a platform's image, that is not there is pulled by its name, as with Docker.
Result<void> have_image(const spec::layout::Store& store, bool tls_verify, const std::string& image,
                        const std::optional<spec::image::Platform>& platform, options::Pull pull);

}  // namespace imagetool::transfer
