#include "spec/layout/layer_blob.h"

#include "spec/image/media_type.h"

namespace spec::layout {

Result<LayerBlob> LayerBlob::make(const Lease& lease) {
  BlobWriter writer = TRY(BlobWriter::make(lease));
  auto blob = std::make_unique<BlobWriter>(std::move(writer));
  std::unique_ptr<layer::Compressor> gzip = TRY(layer::compress(*blob, layer::Compression::kGzip));
  return LayerBlob(std::move(blob), std::move(gzip));
}

Result<void> LayerBlob::write(std::string_view tar) {
  digester_.update(tar);
  return gzip_->write(tar);
}

Result<SealedLayer> LayerBlob::commit() {
  TRY(gzip_->finish());
  SealedLayer sealed;
  sealed.diff_id = digester_.finish();
  sealed.blob.media_type = image::kOciLayerGzip;
  sealed.blob.size = blob_->size();
  sealed.blob.digest = TRY(blob_->commit());
  return sealed;
}

}  // namespace spec::layout
