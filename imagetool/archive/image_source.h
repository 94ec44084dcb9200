// Where an image is copied from: a registry, the store, a layout, an archive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "imagetool/registry/repository.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/descriptor.h"

namespace imagetool::archive {

// A manifest or an index: its bytes as they are, and what they are.
using registry::Document;

class ImageSource {
 public:
  virtual ~ImageSource() = default;

  // What was asked for: a manifest, or an index.
  virtual Result<Document> top() = 0;
  // A manifest or an index that another one names, verified. Error::number is
  // ENOENT where it is not here.
  virtual Result<Document> document(const spec::image::Descriptor& descriptor) = 0;
  // Writes all of the blob into `sink`, which verifies it. Thread-safe.
  virtual Result<void> blob(const spec::image::Descriptor& blob, Sink& sink) = 0;

  // What says that it is about the manifest of this digest (its `subject`): signatures, bills of materials. Entries of
  // an index, with artifactType and annotations. Nothing where the place does not keep such.
  virtual Result<std::vector<spec::image::Descriptor>> referrers(const spec::image::Digest&) {
    return std::vector<spec::image::Descriptor>();
  }
  // What is under another tag of the same repository. Error::number is ENOENT where there is none.
  virtual Result<Document> tagged(const std::string& tag);

  // The registry's repository that has the blob, from which another of the same
  // host may mount it; else nullptr. Thread-safe.
  virtual const registry::Endpoint* origin(const spec::image::Descriptor&) const { return nullptr; }
};

// Bytes that are said to be this document: digest, size and type are looked at.
Result<Document> verified_document(std::string text, const spec::image::Descriptor& descriptor);
// Bytes that nothing was said about but, perhaps, their type.
Result<Document> new_document(std::string text, std::string_view declared = {});

// A config or another small blob, whole and verified; at most 4 MiB.
Result<std::string> read_blob(ImageSource& source, const spec::image::Descriptor& blob);

}  // namespace imagetool::archive
