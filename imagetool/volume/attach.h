// Volumes of a bundle that is being made.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "imagetool/volume/mount_point.h"
#include "imagetool/volume/volumes.h"
#include "imagetool/volume/wish.h"
#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/image/config.h"
#include "spec/runtime/config.h"

namespace imagetool::volume {

// What is mounted where, of another bundle.
struct Shared {
  spec::runtime::Mount mount;
  MountPoint point;
};
// Those of its mounts that a person asked for.
std::vector<Shared> shared_mounts(const spec::runtime::Config& config, bool read_only);

// Volumes that were made for a bundle are gone again with this, unless it is kept.
class Attachment {
 public:
  // The image's files as one root, opened only where they are needed.
  using ImageRoot = std::function<Result<Fd>()>;

  // The store must outlive it. Of what is mounted at one place the container sees the last: another bundle's, `own` (of
  // the host and of memory), the wish's volumes; the image's come where none of these is. The image is hostile: what is
  // copied of it is found inside its root, and put there by descriptor.
  static Result<Attachment> make(const spec::layout::Store& store, const Wish& wish, std::vector<Shared> shared,
                                 const std::vector<spec::runtime::Mount>& own,
                                 const spec::image::ContainerConfig& image, const ImageRoot& image_root);
  Attachment(Attachment&&) noexcept = default;
  Attachment& operator=(Attachment&&) = delete;
  ~Attachment();

  std::vector<spec::runtime::Mount> mounts() const;
  // For the annotation kMountPoints; "" where there are none.
  std::string note() const;
  // Once the store knows the bundle.
  void keep() { made_.clear(); }

 private:
  explicit Attachment(const spec::layout::Store& store) : store_(&store) {}
  Result<void> open();
  void put(Shared one);
  bool covers(const std::string& destination) const;
  Result<void> attach(const Use& use, const ImageRoot& image_root);

  const spec::layout::Store* store_;
  // Only where there are volumes.
  std::optional<Volumes> volumes_;
  std::optional<FileLock> lock_;
  std::vector<Shared> shared_;
  std::vector<Volume> made_;
  Fd image_root_;
};

}  // namespace imagetool::volume
