#include "buildtool/build/stage_layers.h"

#include "spec/image/chain_id.h"
#include "spec/layout/unpack.h"

namespace buildtool::build {

namespace layout = spec::layout;
namespace image = spec::image;

StageLayers::StageLayers(const layout::Lease& lease, Sealer& sealer)
    : lease_(lease), store_(layout::unpacked_layers(lease.store())), sealer_(sealer) {}

LayerPtr StageLayers::known(const SealedLayer& layer, const std::string& created) const {
  auto out = std::make_shared<Layer>();
  out->created = created;
  out->sealed = layer;
  return out;
}

LayerPtr StageLayers::known(const layout::BuildRecord& record, std::vector<image::Digest> keys) const {
  LayerPtr out = known({record.blob, record.diff_id}, record.created);
  out->keys = std::move(keys);
  out->next = record.next;
  out->description = record.description;
  return out;
}

LayerPtr StageLayers::bare(std::vector<image::Digest> keys, const image::Digest& next, const std::string& description,
                           std::function<Result<LayerPtr>()> make) {
  auto out = std::make_shared<Layer>();
  out->keys = std::move(keys);
  out->next = next;
  out->description = description;
  out->make = std::move(make);
  return out;
}

Result<void> StageLayers::make_whole(std::vector<LayerPtr>& layers) {
  for (LayerPtr& layer : layers) {
    if (!layer->make) continue;
    const LayerPtr bare = layer;
    const std::lock_guard lock(bare->unpacking);
    if (bare->whole == nullptr) bare->whole = TRY(bare->make());
    layer = bare->whole;
  }
  return {};
}

LayerPtr StageLayers::made(const std::string& folder, const std::string& created, std::vector<image::Digest> keys,
                           const image::Digest& next, const std::string& description) {
  auto out = std::make_shared<Layer>();
  out->created = created;
  out->unpacked = layout::UnpackedLayer{{}, folder, ""};
  out->keys = std::move(keys);
  out->next = next;
  out->description = description;
  out->sealing = sealer_.seal(folder);
  const std::lock_guard lock(mutex_);
  made_.push_back(out);
  return out;
}

Result<std::vector<layout::UnpackedLayer>> StageLayers::unpacked(std::vector<LayerPtr> layers) const {
  TRY(make_whole(layers));
  std::vector<layout::UnpackedLayer> out;
  image::Digest chain;  // a known layer never stands on one that was just made
  for (const LayerPtr& layer : layers) {
    const std::lock_guard lock(layer->unpacking);
    if (!layer->unpacked) {
      chain = image::chain_id(chain, layer->sealed.diff_id);
      TRY(lease_.hold({}, {{layout::LayerId::By::kDiff, layer->sealed.diff_id}, {layout::LayerId::By::kChain, chain}}));
      layer->unpacked = TRY(store_->find(layer->sealed.diff_id, chain));
      if (!layer->unpacked) {
        layer->unpacked = TRY(layout::unpack_layer(lease_, layer->sealed.blob, layer->sealed.diff_id, chain, out));
      }
    } else if (!layer->sealed.diff_id.empty()) {
      chain = image::chain_id(chain, layer->sealed.diff_id);
    }
    out.push_back(*layer->unpacked);
  }
  return out;
}

Result<void> StageLayers::settle() {
  Result<void> result;
  // All of them, also after a failure: what is whole is worth keeping.
  for (const LayerPtr& layer : made_) {
    if (Result<void> settled = settle(*layer); !settled && result) result = std::move(settled);
  }
  made_.clear();
  return result;
}

Result<void> StageLayers::settle(Layer& layer) const {
  layer.sealed = TRY(layer.sealing.get());
  const layout::LayerId id = {layout::LayerId::By::kDiff, layer.sealed.diff_id};
  TRY(lease_.hold({}, {id}));
  layer.unpacked = TRY(store_->adopt(lease_, layer.unpacked->folder, id));
  for (const image::Digest& key : layer.keys) {
    TRY(layout::put_build_record(
        lease_.store(), key, {layer.created, layer.sealed.blob, layer.sealed.diff_id, layer.next, layer.description}));
  }
  return {};
}

}  // namespace buildtool::build
