// `imagetool fsck`: whether what is in the store is what it should be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/json/value.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace imagetool::local {

struct Problem {
  std::string kind;    // "name", "blob" or "layer"
  std::string object;  // a name, a digest, "diff:sha256:..."
  std::string reason;
  std::vector<std::string> images;  // the names that are damaged by it
  bool repaired = false;
  std::string failure;  // why it could not be repaired
};

struct Checked {
  std::uint64_t images = 0;
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;   // of blobs
  std::uint64_t layers = 0;  // that are unpacked
  std::vector<Problem> problems;
  bool is_good() const;  // nothing was found, or all of it repaired
};

// Where good blobs come from.
class Repairer {
 public:
  virtual ~Repairer() = default;
  // Puts the blob, which belongs to the images of these names, in its place.
  virtual Result<void> fetch(const spec::layout::Lease& lease, const spec::image::Descriptor& blob,
                             const std::vector<std::string>& names) = 0;
};

// Every blob is digested; every name is followed to its documents and layers; every unpacked layer
// of an image is compared with its blob, file by file. With a repairer, bad blobs that an image
// needs are fetched again, others are removed, and bad layers are unpacked again.
Result<Checked> fsck(const spec::layout::Store& store, Repairer* repairer);

std::string fsck_text(const Checked& checked);
spec::json::Value fsck_json(const Checked& checked);

}  // namespace imagetool::local
