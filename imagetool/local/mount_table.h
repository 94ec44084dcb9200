// What is mounted for people to look at: images and bundles, each with a folder
// STORE/mounts/KEY/. That holds mount.json, the "config.json" of a root
// (spec/layout/roots.h) that keeps the layers, and where no other folder was
// asked for the mount point.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/layout/lease.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

struct Mount {
  std::string key;   // its folder's name
  std::string name;  // of the image as it was asked for, or the bundle's folder
  std::string id;    // of the image; "" for a bundle
  std::string path;  // where it is
  std::string boot;  // which boot made it
  std::uint64_t mount_namespace = 0;
};

// Locked while it lives: nobody else mounts or unmounts through this store. What
// a kill -9, umount(8) or a reboot left is put in order when it is opened.
class MountTable {
 public:
  static Result<MountTable> open(const spec::layout::Store& store);
  const std::vector<Mount>& mounts() const { return mounts_; }

  // Mounts the folders, the uppermost first, read-only, at mount.path, or where
  // that is empty at a mount point of the table's own for this object. What is
  // mounted so already stays. Returns where. An error leaves nothing.
  Result<std::string> add(const spec::layout::Lease& lease, Mount mount, const std::string& object,
                          std::vector<std::string> lowers, const spec::layout::Root& root);
  // `force`: also one that is in use, which vanishes when it is not any more, and
  // one of another mount namespace, which is only forgotten.
  Result<void> remove(const Mount& mount, bool force);

 private:
  MountTable(const spec::layout::Store& store, FileLock lock) : store_(&store), lock_(std::move(lock)) {}
  std::string folder_of(const Mount& mount) const;  // absolute
  Result<void> read();
  Result<void> forget(const Mount& mount) const;

  const spec::layout::Store* store_;
  FileLock lock_;
  std::vector<Mount> mounts_;
};

// What keeps the layers of a root.
struct Holder {
  bool is_mount = false;
  std::string path;  // the bundle's folder, or where it is mounted
};
Holder holder_of(const spec::layout::Store& store, const spec::layout::Root& root);

}  // namespace imagetool::local
