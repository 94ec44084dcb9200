// The image store on disk: an OCI image layout (image-spec image-layout.md),
// with folders of our own beside it, which other tools pass over.
//
//   oci-layout, index.json, blobs/ALGORITHM/HEX   the layout
//   layers/       unpacked layers                 (layers.h)
//   roots/        bundles that keep layers        (roots.h)
//   mounts/       what is mounted for people to see (imagetool)
//   dropped/      where layers' blobs are that are not here          (dropped.h)
//   buildcache/   results of build steps          (build_cache.h)
//   leases/       what writers need just now      (lease.h)
//   tmp/          what is half made, one folder a lease; starts of blobs (partial_blob.h)
//   lock          the index lock; beside it: summaries (summaries.h)
//
// Any tool may read it in place while ours write: a blob appears whole or not
// at all, index.json is replaced by rename. Names are in names.h.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"

namespace spec::layout {

// The most that is read into memory at once: a manifest, an index, a config.
constexpr std::uint64_t kMaxDocument = 4 << 20;

class Store {
 public:
  // `root` is a path (see location.h). What is missing is made, the folder with
  // mode 0700: files in it may be setuid. A folder that holds other things and
  // no oci-layout, and a layout of another version, are errors.
  static Result<Store> open(const std::string& root);

  FdRef dir() const { return dir_; }
  const std::string& path() const { return path_; }  // absolute, without links

  // Is the blob there? With a descriptor: of that size, too. Whoever is about
  // to rely on it takes a lease on it first.
  Result<bool> has(const image::Digest& digest) const;
  Result<bool> has(const image::Descriptor& descriptor) const;

  // For streaming; nothing is verified. Error::number is ENOENT where it is missing.
  Result<Fd> open_blob(const image::Digest& digest) const;
  // All of it, verified: digest and, with a descriptor, size. For documents:
  // more than `max_bytes` is an error.
  Result<std::string> read_blob(const image::Digest& digest, std::uint64_t max_bytes = kMaxDocument) const;
  Result<std::string> read_blob(const image::Descriptor& descriptor, std::uint64_t max_bytes = kMaxDocument) const;

  // The index lock: exclusive to change index.json or to delete, shared to
  // announce in a lease what must not be deleted. Held for moments only.
  Result<FileLock> lock(LockKind kind) const;

  // "blobs/sha256/2c26b4...", relative to dir().
  static std::string blob_path(const image::Digest& digest);

 private:
  Store(Fd dir, std::string path) : dir_(std::move(dir)), path_(std::move(path)) {}
  Fd dir_;
  std::string path_;
};

}  // namespace spec::layout
