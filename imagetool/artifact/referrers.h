// What is about an image, for people: a table, and a tree.
#pragma once

#include <string>

#include "imagetool/archive/image_source.h"
#include "spec/base/result.h"

namespace imagetool::artifact {

// The referrers of what the place means, of one type where `artifact_type` is not empty. `format` is table (""), json
// or a template (spec/format/rows.h) of Digest, ArtifactType, MediaType, Size, Created and Annotations.
Result<std::string> referrers_text(archive::ImageSource& source, const std::string& artifact_type,
                                   const std::string& format);

// The manifest or index, below it the images of an index, below each of them what is about it, and so on; also what
// cosign keeps under tags. `name` is the top's.
Result<std::string> tree_text(archive::ImageSource& source, const std::string& name);

}  // namespace imagetool::artifact
