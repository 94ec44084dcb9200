// Layers seen as one file system.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace spec::layer {

struct OverlayFolders {
  std::vector<std::string> lowers;  // the uppermost first; at least one, an empty folder where there is no layer
  std::string upper;                // "" for a view that cannot be written
  std::string work;                 // an empty folder on upper's file system
  std::string source = "overlay";   // what mount(8) shows as its source
  bool shown = false;               // people come by it: setuid programs and devices in it have no power
  bool synced = false;              // upper is somebody's to keep: fsync(2) in it works, and it mounts again
};

// The root of the merged file system. It is mounted nowhere: no path leads to
// it, and it is gone when the descriptor is. What is written through it is in
// `upper`, in the form in which it can be a lower of the next one. In a user
// namespace this process gets a mount namespace of its own where it needs one.
Result<Fd> mount_overlay(const OverlayFolders& folders);
// The same mounted at `path`, a folder.
Result<void> mount_overlay_at(const OverlayFolders& folders, const std::string& path);

}  // namespace spec::layer
