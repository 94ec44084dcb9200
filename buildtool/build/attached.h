// Mounts of our own, which nobody else sees.
#pragma once

#include <string>
#include <utility>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/overlay_mount.h"

namespace buildtool::build {

// A mount namespace of this build alone: what it mounts is seen by the programs
// that it runs and by nobody else, and is gone with the last of them, however
// that ends. For this thread and those that it starts; before the first
// descriptor of a folder that is mounted from.
Result<void> enter_own_mounts();

// Something mounted at a path, for as long as the object lives.
class Attached {
 public:
  // What the descriptor is, a file or a folder, is seen at `path` as well.
  // `path` is new, in a folder of ours.
  static Result<Attached> bind(FdRef what, const std::string& path);
  // `path` is a folder of ours.
  static Result<Attached> overlay(const spec::layer::OverlayFolders& folders, const std::string& path);
  // An empty file system in memory.
  static Result<Attached> memory(const std::string& path);

  Attached(Attached&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Attached& operator=(Attached&&) = delete;
  ~Attached();

  const std::string& path() const { return path_; }

 private:
  explicit Attached(std::string path) : path_(std::move(path)) {}
  std::string path_;  // "" once moved from
};

}  // namespace buildtool::build
