// Images that a build starts from or copies from: in the store, or pulled into it.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "buildtool/build/interrupt.h"
#include "buildtool/build/options.h"
#include "buildtool/build/stage_layers.h"
#include "buildtool/progress/display.h"
#include "spec/image/platform.h"
#include "spec/layout/find_image.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

struct BaseImage {
  std::string name;  // "docker.io/library/busybox:latest@sha256:..."
  spec::image::ImageConfig config;
  std::vector<LayerPtr> layers;
};

// Used by several stages at once.
class Images {
 public:
  // All must outlive it.
  Images(const Options& options, const Interrupt& interrupt, progress::Display& display,
         const spec::layout::Lease& lease, const StageLayers& layers);

  // The image that a person calls `name`, or that is in a layout ("oci-layout://...", oci_layout.h), for `platform`;
  // `imagetool pull` is run for one that is not in the store, or for every one where --pull says so. Held by the lease.
  // The same name is looked up once.
  Result<const BaseImage*> find(const std::string& name, const spec::image::Platform& platform);

 private:
  struct Slot {
    std::mutex loading;
    std::optional<BaseImage> image;
  };
  Result<BaseImage> find_now(const std::string& name, const spec::image::Platform& platform);
  Result<spec::layout::StoredImage> load(const std::string& name, const spec::image::Platform& platform);
  Result<spec::layout::StoredImage> load_layout(const std::string& name, const spec::image::Platform& platform);
  Result<void> pull(const std::string& name, const spec::image::Platform& platform, progress::StepId step);

  const Options& options_;
  const Interrupt& interrupt_;
  progress::Display& display_;
  const spec::layout::Lease& lease_;
  const StageLayers& layers_;
  std::mutex mutex_;
  std::map<std::string, Slot> found_;  // by name and platform
};

}  // namespace buildtool::build
