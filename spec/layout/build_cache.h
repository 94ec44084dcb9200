// What building a step gave, by the key of all that went into it: files in
// STORE/buildcache/. A record keeps its layer from collection while it is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace spec::layout {

struct BuildRecord {
  std::string created;     // RFC 3339: when the step was run
  image::Descriptor blob;  // the layer
  image::Digest diff_id;
  image::Digest next;       // the key with which the step's result enters the keys of later steps
  std::string description;  // the instruction; "" where it is not known
};

// One that is kept: its file, and when it was last of use (seconds since 1970).
struct StoredRecord : BuildRecord {
  std::string name;
  std::int64_t used = 0;
};

// The record of that key, its layer held by the lease, used now. Nothing where there is
// none, where it cannot be understood, or where the layer's blob is gone.
Result<std::optional<BuildRecord>> find_build_record(const Lease& lease, const image::Digest& key);

// Puts it in the place of one that is there. The blob is in the store and held.
Result<void> put_build_record(const Store& store, const image::Digest& key, const BuildRecord& record);

// All that can be understood, for collection.
Result<std::vector<StoredRecord>> list_build_records(const Store& store);
// Of a StoredRecord's name; its layer is left to the collection.
Result<void> remove_build_record(const Store& store, const std::string& name);

}  // namespace spec::layout
