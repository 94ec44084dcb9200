// What a bundle notes of the mounts that a person asked for, in an annotation of its config.json: who
// looks at the container, and `--volumes-from`, read it.
#pragma once

#include <string>
#include <vector>

#include "spec/runtime/config.h"

namespace imagetool::volume {

// A JSON list of mount points.
constexpr const char* kMountPoints = "imagetool/mounts";

// With the members that `docker inspect` has.
struct MountPoint {
  std::string type;  // "volume", "bind", "tmpfs"
  std::string name;  // of a volume
  std::string source;
  std::string destination;
  std::string driver;
  std::string mode;  // as it was given: "ro,z"
  bool writable = true;
  std::string propagation;
};

// Those of a bundle; none where it has no note, or one that cannot be read.
std::vector<MountPoint> mount_points(const spec::runtime::Config& config);
std::string write_mount_points(const std::vector<MountPoint>& points);

// A mount of the host's files, or of memory.
MountPoint point_of(const spec::runtime::Mount& mount);

}  // namespace imagetool::volume
