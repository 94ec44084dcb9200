#include "imagetool/transfer/dropped.h"

#include "imagetool/local/find.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/transfer/repair.h"
#include "spec/base/text.h"
#include "spec/image/chain_id.h"
#include "spec/image/reference.h"
#include "spec/layout/dropped.h"
#include "spec/layout/layers.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// The blobs of an image that are here, and whose layers are unpacked.
Result<std::vector<image::Descriptor>> droppable(const layout::Store& store, const layout::UnpackedLayers& unpacked,
                                                 const layout::StoredImage& found) {
  const std::vector<image::Digest>& diff_ids = found.config.rootfs.diff_ids;
  const std::vector<image::Digest> chain = image::chain_ids(diff_ids);
  std::vector<image::Descriptor> out;
  for (std::size_t i = 0; i < std::min(diff_ids.size(), found.manifest.layers.size()); ++i) {
    const image::Descriptor& blob = found.manifest.layers[i];
    const bool is_here = TRY(store.has(blob));
    const auto layer = TRY(unpacked.find(diff_ids[i], chain[i]));
    if (is_here && layer) out.push_back(blob);
  }
  return out;
}

Result<std::uint64_t> drop_from(const layout::Store& store, registry::Transport& transport,
                                const registry::Settings& settings, const std::string& name,
                                const std::vector<image::Descriptor>& blobs) {
  const image::Reference reference = TRY(image::parse_reference(name));
  const auto repository = TRY(registry::open_origin(transport, settings, reference, registry::Access::kPull));
  std::uint64_t bytes = 0;
  for (const image::Descriptor& blob : blobs) {
    if (!TRY(repository->has_blob(blob))) continue;
    if (TRY(layout::drop_blob(store, blob.digest, reference.text()))) bytes += blob.size;
  }
  return bytes;
}

}  // namespace

Result<Dropped> drop_blobs(const layout::Store& store, registry::Transport& transport,
                           const registry::Settings& settings, const local::ImageFilter& filter) {
  const auto unpacked = layout::unpacked_layers(store);
  // What was only in memory would be lost with the power, and the blob is what it would come from.
  TRY(unpacked->make_durable());
  Dropped dropped;
  for (const layout::StoredImage& found : TRY(local::find_all(store))) {
    if (!filter.matches(found)) continue;
    for (const std::string& name : found.names) {
      const std::vector<image::Descriptor> blobs = TRY(droppable(store, *unpacked, found));
      if (blobs.empty()) break;
      const Result<std::uint64_t> bytes = drop_from(store, transport, settings, name, blobs);
      if (bytes) {
        dropped.bytes += *bytes;
      } else {
        dropped.warnings.push_back(concat(local::familiar(name), " keeps its blobs: ", bytes.error().text()));
      }
    }
  }
  return dropped;
}

Result<void> bring_back(const layout::Lease& lease, const image::Descriptor& blob, bool tls_verify) {
  TRY(lease.hold({blob.digest}));
  if (TRY(lease.store().has(blob.digest))) return {};
  const std::optional<std::string> name = TRY(layout::dropped_to(lease.store(), blob.digest));
  if (!name) return {};
  const registry::Settings settings = TRY(registry::load_settings(tls_verify));
  registry::CurlTransport transport;
  TRY_STEP("blob " + blob.digest.text(), RegistryRepairer(transport, settings).fetch(lease, blob, {*name}));
  return {};
}

Result<void> bring_back(const layout::Store& store, const layout::StoredImage& found, Need need, bool tls_verify) {
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const auto unpacked = layout::unpacked_layers(store);
  const std::vector<image::Digest>& diff_ids = found.config.rootfs.diff_ids;
  const std::vector<image::Digest> chain = image::chain_ids(diff_ids);
  for (std::size_t i = 0; i < std::min(diff_ids.size(), found.manifest.layers.size()); ++i) {
    if (need == Need::kFiles && TRY(unpacked->find(diff_ids[i], chain[i]))) continue;
    TRY(bring_back(lease, found.manifest.layers[i], tls_verify));
  }
  return {};
}

}  // namespace imagetool::transfer
