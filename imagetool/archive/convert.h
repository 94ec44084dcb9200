// Manifests in the other family's media types: OCI's, or Docker's schema 2.
#pragma once

#include <map>
#include <string>

#include "imagetool/archive/image_source.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"

namespace imagetool::archive {

enum class Format { kAsItIs, kOci, kDocker };

// What a media type of one family is in the other's; the same type where it is of that family, or of none and OCI's
// is asked for, which carries anything.
Result<std::string> converted_type(const std::string& type, Format format);

// The manifest with the types of `format`; the very same bytes where it has them
// already. Blobs stay as they are. What Docker's format lacks (annotations that
// nobody would see go; zstd, artifacts) is an error.
Result<Document> convert_manifest(const Document& manifest, Format format);

// The index with what its images have become: `replaced` has the new descriptor
// of each that changed, by its old digest.
Result<Document> convert_index(const Document& index, Format format,
                               const std::map<spec::image::Digest, spec::image::Descriptor>& replaced);

}  // namespace imagetool::archive
