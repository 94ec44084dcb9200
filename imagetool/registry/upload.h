// Sending a blob (distribution-spec, "Pushing blobs").
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "imagetool/registry/repository.h"
#include "spec/base/fd.h"
#include "spec/image/descriptor.h"

namespace imagetool::registry {

struct Upload {
  spec::image::Descriptor blob;
  FdRef content;                               // all of the blob, from its start
  std::string mount_from;                      // a repository on the same host that has it; may be empty
  std::function<void(std::uint64_t)> on_sent;  // bytes so far; may be empty
};

enum class Pushed {
  kSent,
  kMounted,  // taken over from `mount_from`
};

// Sends it whole; in chunks where the registry cannot take it whole or the
// connection breaks, going on where that ended. The registry verifies the
// digest. Look with has_blob() first.
Result<Pushed> push_blob(Repository& repository, const Upload& upload);

// Sending a blob while its bytes arrive from elsewhere, in chunks that are kept
// in memory (8 MiB, or what the registry wants at least) until it has them.
class StreamedUpload : public Sink {
 public:
  // nullptr where the blob was mounted from `mount_from` (which may be empty)
  // instead. The repository must outlive it.
  static Result<std::unique_ptr<StreamedUpload>> open(Repository& repository, const spec::image::Descriptor& blob,
                                                      const std::string& mount_from);
  // All of the blob, in pieces.
  virtual Result<void> finish() = 0;
};

}  // namespace imagetool::registry
