// What `imagetool cp` copies from and to.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::cp {

struct Place {
  enum class Kind { kHost, kStream, kBundle, kImage };
  Kind kind = Kind::kHost;
  std::string object;  // the bundle's folder, or the image's name
  std::string name;    // the object, as it was given
  std::string path;    // absolute, but for its end as it was given: "/", "/." and ".." mean something there
};

// "BUNDLE:PATH" (a relative path is one from the root) or the same of a container, "IMAGE:/PATH", "-", or a
// path of the host. As in Docker, what begins with "/" or "." is the host's,
// unless a bundle's folder is before a colon. `state_root` is the runtime's.
Result<Place> parse_place(const std::string& text, const std::string& state_root);

}  // namespace imagetool::cp
