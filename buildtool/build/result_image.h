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

// What --output asks for beyond the image in the store. Files and folders that
// are written are those of `output`'s destination; links in it are not followed.
Result<void> write_output(Session& session, const StageState& state, const ResultImage& image,
                          const std::vector<std::string>& names, const Output& output);

// The image alone as an OCI layout in `folder`, which is made where it is
// missing. What else is in its index.json is replaced. With `docker` also the
// manifest.json that `docker load` reads.
enum class Layout { kOci, kDocker };
Result<void> write_layout(const spec::layout::Store& store, const ResultImage& image,
                          const std::vector<std::string>& names, const std::string& folder, Layout layout);

// --push: `imagetool push` for each of the names.
Result<void> push_image(Session& session, const std::vector<std::string>& names);

// --metadata-file
Result<void> write_metadata(const ResultImage& image, const std::vector<std::string>& names, const std::string& path);

// --tag's values as full names: "docker.io/library/x:latest".
Result<std::vector<std::string>> full_names(const std::vector<std::string>& tags);

}  // namespace buildtool::build
