// A layer of our own making on its way into the store: its plain tar goes in,
// DiffID, compression and digest come of it in one pass.
#pragma once

#include <memory>
#include <string_view>

#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"
#include "spec/layer/compression.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/lease.h"

namespace spec::layout {

struct SealedLayer {
  image::Descriptor blob;
  image::Digest diff_id;
};

class LayerBlob : public Sink {
 public:
  // Compressed with gzip. The lease must outlive it. Without commit() nothing stays.
  static Result<LayerBlob> make(const Lease& lease);
  Result<void> write(std::string_view tar) override;
  // The blob is in the store and held by the lease. Once.
  Result<SealedLayer> commit();

 private:
  LayerBlob(std::unique_ptr<BlobWriter> blob, std::unique_ptr<layer::Compressor> gzip)
      : blob_(std::move(blob)), gzip_(std::move(gzip)) {}
  std::unique_ptr<BlobWriter> blob_;  // the compressor keeps a reference to it
  std::unique_ptr<layer::Compressor> gzip_;
  image::Digester digester_;
};

}  // namespace spec::layout
