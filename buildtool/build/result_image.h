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

// What a build comes to: one image, or one for each of several platforms.
struct BuildResult {
  std::vector<ResultImage> images;
  spec::image::Descriptor target;  // the image's manifest, or the index of them
  // What Docker calls the image's ID; of an index its digest.
  const spec::image::Digest& id() const { return images.size() == 1 ? images.front().id() : target.digest; }
};

// Writes config and manifest. The state's layers are settled. The same state
// gives the same image.
Result<ResultImage> store_image(Session& session, const StageState& state);

// Sets the names; several images get an index first.
Result<BuildResult> publish_images(Session& session, std::vector<ResultImage> images,
                                   const std::vector<std::string>& names);

// The result alone as an OCI layout in `folder`, which is made where it is
// missing. What else is in its index.json is replaced. With `docker`, for one
// image only, also the manifest.json that `docker load` reads.
enum class Layout { kOci, kDocker };
Result<void> write_layout(const spec::layout::Store& store, const BuildResult& result,
                          const std::vector<std::string>& names, const std::string& folder, Layout layout);

// --push: `imagetool push` for each of the names.
Result<void> push_image(Session& session, const std::vector<std::string>& names);

// --metadata-file
Result<void> write_metadata(const BuildResult& result, const std::vector<std::string>& names, const std::string& path);

// --tag's values as full names: "docker.io/library/x:latest".
Result<std::vector<std::string>> full_names(const std::vector<std::string>& tags);

}  // namespace buildtool::build
