// Garbage collection: what nothing refers to goes.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/layer_id.h"
#include "spec/layout/store.h"

namespace spec::layout {

// What is referred to, and must stay.
struct References {
  std::set<image::Digest> blobs;
  std::set<LayerId> layers;
};

// From names through indexes and manifests to configs and layers, from leases
// that live, from bundles, and from what builds keep (build_cache.h). A blob that is not there is passed over (an
// index whose other platforms were never pulled); one that cannot be read is an
// error: nobody may delete on half the knowledge. The index lock must be held.
Result<References> walk_references(const Store& store);
// Only a part of it: what names and bundles refer to; what living leases hold.
Result<References> image_references(const Store& store);
Result<References> lease_references(const Store& store);

struct Collected {
  std::vector<image::Digest> blobs;
  std::vector<LayerId> layers;
  std::uint64_t bytes = 0;        // of blobs
  std::uint64_t layer_bytes = 0;  // of layers' files, where they were asked for
};

// Layers' files are only counted where somebody wants to know: it takes a walk.
enum class CountLayers { kNo, kYes };

// Deletes every blob and unpacked layer that is not referred to, leases of dead
// processes with what they left half made, roots of bundles that are gone, and
// records of dropped blobs (dropped.h) that no image has.
Result<Collected> collect(const Store& store, CountLayers count = CountLayers::kNo);

// What processes that were killed had in tmp(), which may be much: for who starts
// something long. Nothing is done where the store is busy just now.
Result<void> remove_dead_leases(const Store& store);

}  // namespace spec::layout
