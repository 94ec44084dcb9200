// `imagetool cp`: files between the host and a bundle or an image.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/result.h"

namespace imagetool::cp {

struct Request {
  std::string from;  // see place.h
  std::string to;
  std::string state_root;  // the runtime's
  bool archive = false;    // copies belong to whom the files belong to; else to the container's root, or to the caller
  bool pause = true;       // a container that is copied from stands still meanwhile
  bool follow = false;     // a link at the end of `from` is followed
};

struct Copied {
  std::uint64_t bytes = 0;  // of the tar that went from one to the other
  bool streamed = false;    // from standard input or to standard output
};

// `root` is the store. Links and ".." inside of a container or image stay inside,
// whatever its processes change meanwhile: files are found and made by
// descriptor. After an error a part of the copy may be there, as with tar.
Result<Copied> copy(const std::string& root, const Request& request);

}  // namespace imagetool::cp
