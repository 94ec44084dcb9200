#include "spec/layout/unpack.h"

#include "spec/base/fd_stream.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/chain_id.h"
#include "spec/layer/compression.h"

namespace spec::layout {

namespace {

// A layer's blob as its plain tar, which must have the DiffID.
class LayerStream : public Source {
 public:
  static Result<std::unique_ptr<LayerStream>> open(const Store& store, const image::Descriptor& blob,
                                                   const image::Digest& diff_id) {
    Fd file = TRY(store.open_blob(blob.digest));
    std::unique_ptr<LayerStream> stream(new LayerStream(std::move(file), diff_id));
    stream->plain_ = TRY(layer::decompress(stream->file_source_));
    return stream;
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    TRY(check_interrupted());
    const std::size_t n = TRY(plain_->read(buffer, size));
    digester_.update(std::string_view(buffer, n));
    return n;
  }

  // After everything was read.
  Result<void> verify() {
    const image::Digest found = digester_.finish();
    if (found == diff_id_) return {};
    return fail(concat("its content's digest is ", found.text(), ", the image's config says ", diff_id_.text()));
  }

 private:
  LayerStream(Fd file, const image::Digest& diff_id)
      : file_(std::move(file)), file_source_(file_, "blob"), diff_id_(diff_id), digester_(diff_id.algorithm()) {}

  Fd file_;
  FdSource file_source_;
  std::unique_ptr<Source> plain_;
  image::Digest diff_id_;
  image::Digester digester_;
};

Result<UnpackedLayer> unpack(const Lease& lease, const image::Descriptor& blob, const image::Digest& diff_id,
                             const image::Digest& chain_id, const std::vector<UnpackedLayer>& parents) {
  const std::unique_ptr<UnpackedLayers> layers = unpacked_layers(lease.store());
  const LayerId by_diff{LayerId::By::kDiff, diff_id};
  const LayerId by_chain{LayerId::By::kChain, chain_id};
  const auto attempt = [&](const std::vector<UnpackedLayer>& below, bool last) -> Result<std::optional<UnpackedLayer>> {
    const std::unique_ptr<LayerStream> tar = TRY(LayerStream::open(lease.store(), blob, diff_id));
    const std::unique_ptr<PendingLayer> pending = TRY(layers->begin(lease));
    const layer::Applied applied = TRY(pending->apply(*tar, below));
    TRY(tar->verify());
    if (!last && !applied.self_contained) return std::optional<UnpackedLayer>();
    if (!applied.missing_link.empty()) return fail("tar: " + applied.missing_link + ": a hard link to a missing file");
    const bool own = below.empty() && applied.self_contained;
    UnpackedLayer layer = TRY(pending->commit(own ? by_diff : by_chain));
    return std::optional(std::move(layer));
  };
  // For itself first: nearly every layer serves every image.
  std::optional<UnpackedLayer> layer = TRY(attempt({}, parents.empty()));
  if (!layer) layer = TRY(attempt(parents, true));
  return std::move(*layer);
}

Result<void> check_count(const image::Manifest& manifest, const image::ImageConfig& config) {
  if (manifest.layers.size() == config.rootfs.diff_ids.size()) return {};
  return fail(
      concat("the manifest has ", manifest.layers.size(), " layers, the config has ", config.rootfs.diff_ids.size()));
}

}  // namespace

Result<UnpackedLayer> unpack_layer(const Lease& lease, const image::Descriptor& blob, const image::Digest& diff_id,
                                   const image::Digest& chain_id, const std::vector<UnpackedLayer>& parents) {
  return TRY_STEP("layer " + blob.digest.text(), unpack(lease, blob, diff_id, chain_id, parents));
}

Result<std::string> verify_layer(const Lease& lease, const image::Descriptor& blob, const image::Digest& diff_id,
                                 const UnpackedLayer& layer, const std::vector<UnpackedLayer>& parents, Mend mend) {
  const std::unique_ptr<UnpackedLayers> layers = unpacked_layers(lease.store());
  const std::unique_ptr<LayerStream> tar = TRY(LayerStream::open(lease.store(), blob, diff_id));
  const std::unique_ptr<PendingLayer> pending = TRY(layers->begin(lease));
  const bool alone = layer.id.by == LayerId::By::kDiff;
  TRY(pending->apply(*tar, alone ? std::vector<UnpackedLayer>() : parents));
  TRY(tar->verify());
  std::string difference = TRY(pending->difference(layer));
  if (difference.empty() || mend == Mend::kNo) return difference;
  {
    const FileLock lock = TRY(lease.store().lock(LockKind::kExclusive));
    TRY(layers->remove(layer.id));
  }
  TRY(pending->commit(layer.id));
  return difference;
}

Result<std::vector<UnpackedLayer>> unpack_image(const Lease& lease, const image::Manifest& manifest,
                                                const image::ImageConfig& config) {
  TRY(check_count(manifest, config));
  const std::vector<image::Digest>& diff_ids = config.rootfs.diff_ids;
  const std::vector<image::Digest> chain_ids = image::chain_ids(diff_ids);
  std::vector<image::Digest> blobs;
  std::vector<LayerId> wanted;
  for (std::size_t i = 0; i < diff_ids.size(); ++i) {
    blobs.push_back(manifest.layers[i].digest);
    wanted.push_back({LayerId::By::kDiff, diff_ids[i]});
    wanted.push_back({LayerId::By::kChain, chain_ids[i]});
  }
  TRY(lease.hold(blobs, wanted));
  const std::unique_ptr<UnpackedLayers> layers = unpacked_layers(lease.store());
  std::vector<UnpackedLayer> unpacked;
  for (std::size_t i = 0; i < diff_ids.size(); ++i) {
    std::optional<UnpackedLayer> layer = TRY(layers->find(diff_ids[i], chain_ids[i]));
    if (!layer) layer = TRY(unpack_layer(lease, manifest.layers[i], diff_ids[i], chain_ids[i], unpacked));
    unpacked.push_back(std::move(*layer));
  }
  return unpacked;
}

Result<void> unpack_rootfs(const Lease& lease, const image::Manifest& manifest, const image::ImageConfig& config,
                           FdRef root) {
  TRY(check_count(manifest, config));
  std::vector<image::Digest> blobs;
  for (const image::Descriptor& layer : manifest.layers) blobs.push_back(layer.digest);
  TRY(lease.hold(blobs));
  layer::ApplyOptions options;
  options.whiteouts = layer::Whiteouts::kRemove;
  for (std::size_t i = 0; i < manifest.layers.size(); ++i) {
    const std::string step = "layer " + manifest.layers[i].digest.text();
    const std::unique_ptr<LayerStream> tar =
        TRY_STEP(step, LayerStream::open(lease.store(), manifest.layers[i], config.rootfs.diff_ids[i]));
    TRY_STEP(step, layer::apply(*tar, root, options));
    TRY_STEP(step, tar->verify());
  }
  return {};
}

}  // namespace spec::layout
