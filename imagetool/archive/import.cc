#include "imagetool/archive/import.h"

#include "imagetool/archive/download.h"
#include "imagetool/archive/input.h"
#include "imagetool/archive/pass_tar.h"
#include "imagetool/local/change.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layer/compression.h"
#include "spec/layer/decompress_any.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layer = spec::layer;
namespace layout = spec::layout;

namespace {

struct Layer {
  image::Descriptor blob;
  image::Digest diff_id;
};

Result<Fd> open_source(const layout::Lease& lease, registry::Transport& transport, const std::string& source) {
  if (source.starts_with("http://") || source.starts_with("https://")) return download(transport, source, lease.tmp());
  return open_input(source);
}

Result<Layer> make_layer(const layout::Lease& lease, FdRef file) {
  const std::unique_ptr<Source> plain = TRY(layer::decompress_any(file));
  layout::BlobWriter writer = TRY(layout::BlobWriter::make(lease));
  const std::unique_ptr<layer::Compressor> compressor = TRY(layer::compress(writer, image::Compression::kGzip));
  Layer made;
  made.diff_id = TRY(pass_tar(*plain, *compressor));
  TRY(compressor->finish());
  made.blob.media_type = image::kOciLayerGzip;
  made.blob.size = writer.size();
  made.blob.digest = TRY(writer.commit());
  return made;
}

}  // namespace

Result<image::Digest> import_rootfs(const layout::Lease& lease, registry::Transport& transport,
                                    const ImportOptions& options) {
  std::string name;
  if (!options.name.empty()) {
    const image::Reference reference = TRY(image::parse_reference(options.name));
    if (!reference.digest.empty()) return fail("cannot import digest reference");
    name = reference.text();
  }
  image::ImageConfig config;
  config.created = format_time(now());
  config.os = options.platform.os;
  config.architecture = options.platform.architecture;
  config.variant = options.platform.variant;
  for (const std::string& change : options.changes) TRY_STEP("--change", local::apply_change(change, config));

  const Fd file = TRY(open_source(lease, transport, options.source));
  const Layer made = TRY_STEP(options.source, make_layer(lease, file));
  config.rootfs.diff_ids = {made.diff_id};
  image::History history;
  history.created = config.created;
  history.comment = options.message.empty() ? "Imported from " + options.source : options.message;
  config.history = {std::move(history)};

  image::Manifest manifest;
  manifest.media_type = image::kOciManifest;
  manifest.layers = {made.blob};
  manifest.config = TRY(layout::put_blob(lease, image::write_config(config), std::string(image::kOciConfig)));
  const image::Descriptor target =
      TRY(layout::put_blob(lease, image::write_manifest(manifest), std::string(image::kOciManifest)));
  if (name.empty()) {
    TRY(layout::add_target(lease.store(), target));
  } else {
    TRY(layout::set_name(lease.store(), name, target));
  }
  return manifest.config.digest;
}

}  // namespace imagetool::archive
