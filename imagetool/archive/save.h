// `imagetool save`: images of the store into an archive or a folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/platform.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

enum class SaveFormat { kDockerArchive, kOciArchive, kOciDir, kDockerDir };

struct SaveOptions {
  SaveFormat format = SaveFormat::kDockerArchive;
  std::string output = "-";  // a file, a folder, or standard output
  std::optional<spec::image::Platform> platform;
  bool tls_verify = true;  // for layers that come from their registry (spec/layout/dropped.h)
};

// Each image is a name or an id; a repository without a tag is all of its
// tags, as with Docker. An index goes with all its images where they are here
// and no platform is asked for, else the platform's image alone.
Result<void> save(const spec::layout::Lease& lease, const std::vector<std::string>& images, const SaveOptions& options);

}  // namespace imagetool::archive
