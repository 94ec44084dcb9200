// Sending a blob (distribution-spec, "Pushing blobs").
#pragma once

#include <cstdint>
#include <functional>
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

}  // namespace imagetool::registry
