// An index of the store that is being put together, under its name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/image/index.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

// What is said of one image of a list; empty members leave what is there.
struct ListEntryChanges {
  std::string os;
  std::string architecture;
  std::string variant;
  std::string os_version;
  std::vector<std::string> os_features;
  spec::image::Annotations annotations;
};

void apply(const ListEntryChanges& changes, spec::image::Descriptor& entry);

// An image for a list.
struct ListImage {
  spec::image::Descriptor entry;  // with its platform
  std::string origin;             // the repository of a registry that has its layers; empty: they are here
};

class StoredList {
 public:
  enum class Open { kExisting, kNew, kAny };
  // Nobody else changes a list of this store meanwhile. kExisting: a list of that
  // name has to be there; kNew: there must be none; kAny: a new one where there is
  // none. `name` is a reference; an image that is no list is an error.
  static Result<StoredList> open(const spec::layout::Lease& lease, const std::string& name, Open how);

  const std::string& name() const { return name_; }  // whole
  const spec::image::Index& index() const { return index_; }
  // Where the layers of an image are, by the digest of its manifest; those that are here are not in it.
  const std::map<spec::image::Digest, std::string>& origins() const { return origins_; }

  // In the place of an image of the same platform, or at the end.
  void add(const ListImage& image);
  Result<void> change(const spec::image::Digest& digest, const ListEntryChanges& changes);
  Result<void> remove(const spec::image::Digest& digest);
  // Docker's media type where all images have Docker's, else OCI's.
  Result<spec::image::Descriptor> save();

 private:
  StoredList(const spec::layout::Lease& lease, FileLock lock, std::string name)
      : lease_(&lease), lock_(std::move(lock)), name_(std::move(name)) {}
  Result<std::size_t> find(const spec::image::Digest& digest) const;

  const spec::layout::Lease* lease_;
  FileLock lock_;
  std::string name_;
  spec::image::Index index_;
  std::map<spec::image::Digest, std::string> origins_;
};

}  // namespace imagetool::archive
