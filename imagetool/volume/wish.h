// What `bundle` is asked for about volumes.
#pragma once

#include <string>
#include <vector>

#include "imagetool/volume/volume.h"

namespace imagetool::volume {

// One volume in the container.
struct Use {
  Volume volume;            // made where it is not there; an empty name: a new one without a name
  std::string destination;  // absolute
  std::string mode;         // as it was given
  bool read_only = false;
  bool copies = true;  // what the image has there is copied into it while it is empty
};

// The mounts of another bundle.
struct From {
  std::string bundle;  // or its container
  bool read_only = false;
};

// The folders that the image names.
enum class ImageVolumes { kAnonymous, kTmpfs, kIgnore };

struct Wish {
  std::vector<Use> uses;
  std::vector<From> from;
  ImageVolumes image_volumes = ImageVolumes::kAnonymous;
  std::vector<std::string> missing_folders;  // of the host, absolute: made before they are shown
  std::vector<std::string> owned;            // destinations whose files are to belong to the container's user
};

}  // namespace imagetool::volume
