// `imagetool df`: what the store takes on the disk, and what could be had back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/find_image.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Bytes: of blobs and of the files of unpacked layers.
struct ImageUsage {
  spec::layout::StoredImage image;
  std::uint64_t size = 0;    // all that the image needs
  std::uint64_t shared = 0;  // what other images need as well
  std::size_t bundles = 0;   // that use it
};

struct BundleUsage {
  std::string path;
  std::string image;       // the manifest's digest; may be empty
  std::uint64_t size = 0;  // of its upper folder
};

struct Usage {
  std::vector<ImageUsage> images;  // the newest first
  std::vector<BundleUsage> bundles;
  std::uint64_t images_size = 0;         // what is shared counted once
  std::uint64_t images_reclaimable = 0;  // what only images without a bundle need
  std::size_t volumes = 0;
  std::size_t volumes_active = 0;  // that a bundle has
  std::uint64_t volumes_size = 0;
  std::uint64_t volumes_reclaimable = 0;
  std::size_t cache_records = 0;  // of builds
  std::uint64_t cache_size = 0;   // what only the build cache needs
};

Result<Usage> usage(const spec::layout::Store& store);

// Docker's tables of `system df`; `format` as in spec/format/rows.h, "" for the table.
Result<std::string> usage_text(const Usage& usage, const std::string& format);
std::string usage_details(const Usage& usage);  // -v

}  // namespace imagetool::local
