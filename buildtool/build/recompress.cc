#include "buildtool/build/recompress.h"

#include "buildtool/build/digesting_sink.h"
#include "buildtool/build/stage_layers.h"
#include "buildtool/build/step.h"
#include "spec/base/fd_stream.h"
#include "spec/image/media_type.h"
#include "spec/layer/compression.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

std::string_view media_type(image::Compression form) {
  if (form == image::Compression::kNone) return image::kOciLayer;
  return form == image::Compression::kZstd ? image::kOciLayerZstd : image::kOciLayerGzip;
}

Result<image::Descriptor> recompress(Session& session, const SealedLayer& layer, image::Compression form, int level) {
  const Fd blob = TRY(session.lease.store().open_blob(layer.blob.digest));
  FdSource compressed(blob, layer.blob.digest.text());
  const std::unique_ptr<Source> tar = TRY(spec::layer::decompress(compressed));
  layout::BlobWriter out = TRY(layout::BlobWriter::make(session.lease));
  const std::unique_ptr<spec::layer::Compressor> compressor = TRY(spec::layer::compress(out, form, level));
  DigestingSink sink(*compressor, session.interrupt);
  std::string buffer(std::size_t{1} << 17, '\0');
  for (;;) {
    const std::size_t count = TRY(tar->read(buffer.data(), buffer.size()));
    if (count == 0) break;
    TRY(sink.write(std::string_view(buffer).substr(0, count)));
  }
  TRY(compressor->finish());
  if (sink.finish() != layer.diff_id) return fail(layer.blob.digest.text() + ": its DiffID is another");
  image::Descriptor descriptor;
  descriptor.media_type = media_type(form);
  descriptor.size = out.size();
  descriptor.digest = TRY(out.commit());
  return descriptor;
}

Result<void> recompress_all(Session& session, StageState& state, const Recompression& wanted) {
  for (LayerPtr& layer : state.layers) {
    if (layer->of_base && !wanted.force) continue;
    // Of what is compressed with which level nothing is known.
    const bool same_form = image::layer_compression(layer->sealed.blob.media_type) == wanted.form;
    if (same_form && (wanted.level == 0 || wanted.form == image::Compression::kNone)) continue;
    SealedLayer sealed = layer->sealed;
    sealed.blob = TRY(recompress(session, sealed, *wanted.form, wanted.level));
    const LayerPtr other = session.layers.known(
        {layer->created, sealed.blob, sealed.diff_id, layer->next, layer->description}, layer->keys);
    other->of_base = layer->of_base;
    layer = other;
  }
  return {};
}

}  // namespace

Result<void> recompress_layers(Session& session, StageState& state) {
  const Recompression& wanted = session.options.compression;
  if (!wanted.form) return {};
  const progress::StepId shown = session.display.begin(session.prefix + "compressing layers");
  Result<void> result = recompress_all(session, state, wanted);
  show_end(session, shown, result);
  return result;
}

}  // namespace buildtool::build
