// A lease: what one process needs in the store just now, so that garbage
// collection leaves it alone. It is a locked file that lists digests; the lock,
// and so the lease, ends with the process however that ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/layer_id.h"
#include "spec/layout/store.h"

namespace spec::layout {

class Lease {
 public:
  // The store must outlive it, and whatever was made with it (BlobWriter,
  // PendingLayer) must be gone before it.
  static Result<Lease> take(const Store& store);
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();  // gives everything back, and removes tmp() with what is in it

  // From now on these are not collected. In this order: hold, then look whether
  // it is there, then use or write it. Thread-safe.
  Result<void> hold(const std::vector<image::Digest>& blobs, const std::vector<LayerId>& layers = {}) const;

  const Store& store() const { return *store_; }
  // A folder of this lease's own, on the store's file system.
  FdRef tmp() const { return tmp_; }
  // Its absolute path.
  std::string tmp_path() const;

 private:
  Lease(const Store& store, std::string id, FileLock file);
  const Store* store_;
  std::string id_;  // empty once moved from
  FileLock file_;
  Fd tmp_;
};

}  // namespace spec::layout
