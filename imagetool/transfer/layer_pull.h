// One layer from the registry into the store: its blob, and unpacked.
#pragma once

#include <atomic>

#include "imagetool/registry/repository.h"
#include "imagetool/transfer/progress.h"
#include "spec/image/descriptor.h"
#include "spec/layout/layers.h"
#include "spec/layout/lease.h"

namespace imagetool::transfer {

struct LayerToPull {
  spec::image::Descriptor blob;
  spec::image::Digest diff_id;
  spec::image::Digest chain_id;
  bool is_base = false;  // there is no layer below it
};

// What the layers of one pull share.
struct LayerPull {
  registry::Repository& repository;
  const spec::layout::Lease& lease;
  const spec::layout::UnpackedLayers& unpacked;
  Progress& progress;
  std::atomic<bool>& stop;  // another layer failed
};

enum class Outcome {
  kDone,          // its blob is in the store, and it is unpacked
  kNeedsParents,  // its blob is in the store; it is to be unpacked on the layers below it
};

// The bytes are written, digested, decompressed, digested again (the DiffID)
// and unpacked while they arrive, in three threads. Nothing appears in the
// store unless both digests are right. What came of a blob before is not
// fetched again; while another process fetches it, this one waits.
Result<Outcome> pull_layer(const LayerPull& pull, const LayerToPull& layer);

// The blob alone, where the layer is unpacked already.
Result<void> pull_blob(const LayerPull& pull, const spec::image::Descriptor& blob);

}  // namespace imagetool::transfer
