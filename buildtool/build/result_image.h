// The finished stage as an image in the store.
#pragma once

#include <string>
#include <vector>

#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/image/manifest.h"

namespace buildtool::build {

struct ResultImage {
  spec::image::Manifest manifest;
  spec::image::Descriptor descriptor;  // of the manifest
  const spec::image::Digest& id() const { return manifest.config.digest; }
};

// Writes config and manifest and sets the names. The state's layers are
// settled. The same state gives the same image.
Result<ResultImage> store_image(Session& session, const StageState& state, const std::vector<std::string>& names);

// The image alone as an OCI layout in `folder`, which is made where it is
// missing. What else is in its index.json is replaced.
Result<void> write_layout(Session& session, const ResultImage& image, const std::vector<std::string>& names,
                          const std::string& folder);

// --tag's values as full names: "docker.io/library/x:latest".
Result<std::vector<std::string>> full_names(const std::vector<std::string>& tags);

}  // namespace buildtool::build
