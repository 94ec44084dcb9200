#include "buildtool/build/squash.h"

#include <algorithm>

#include "buildtool/build/digesting_sink.h"
#include "buildtool/build/history.h"
#include "buildtool/build/session.h"
#include "buildtool/build/step.h"
#include "spec/base/file.h"
#include "spec/layer/compression.h"
#include "spec/layer/diff.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

namespace {

// How many of the layers came with the base image.
std::size_t base_layers(const StageState& state) {
  const auto has_layer = [](const spec::image::History& entry) { return !entry.empty_layer; };
  const auto count = std::count_if(state.base_history.begin(), state.base_history.end(), has_layer);
  return std::min(static_cast<std::size_t>(count), state.layers.size());
}

Result<SealedLayer> write_difference(Session& session, const std::vector<LayerPtr>& before,
                                     const std::vector<LayerPtr>& after) {
  namespace layer = spec::layer;
  const Fd old_view = TRY(view_files(session, before));
  const Fd new_view = TRY(view_files(session, after));
  const Fd old_tree = TRY(open_dir(old_view, "."));
  const Fd new_tree = TRY(open_dir(new_view, "."));
  spec::layout::BlobWriter blob = TRY(spec::layout::BlobWriter::make(session.lease));
  const std::unique_ptr<layer::Compressor> gzip = TRY(layer::compress(blob, layer::Compression::kGzip));
  DigestingSink tar(*gzip, session.interrupt);
  layer::DiffOptions options;
  options.clamp_time = session.epoch;
  TRY(layer::diff_trees(old_tree, new_tree, tar, options));
  TRY(gzip->finish());
  SealedLayer sealed;
  sealed.diff_id = tar.finish();
  sealed.blob.media_type = spec::image::kOciLayerGzip;
  sealed.blob.size = blob.size();
  sealed.blob.digest = TRY(blob.commit());
  return sealed;
}

}  // namespace

Result<void> squash_layers(Session& session, StageState& state, Squash which) {
  const std::size_t kept = which == Squash::kAll ? 0 : base_layers(state);
  if (state.layers.size() <= kept + 1) return {};
  const progress::StepId shown = session.display.begin("squashing layers");
  const std::vector<LayerPtr> below(state.layers.begin(), state.layers.begin() + static_cast<std::ptrdiff_t>(kept));
  const SealedLayer sealed = TRY(write_difference(session, below, state.layers));
  const std::string created = state.layers.back()->created;
  state.layers = below;
  state.layers.push_back(session.layers.known(sealed, created));
  std::size_t seen = 0;
  for (spec::image::History& entry : state.config.history) {
    if (!entry.empty_layer && ++seen > kept) entry.empty_layer = true;
  }
  add_history(state.config, "squashed", Made::kLayer);
  session.display.done(shown);
  return {};
}

}  // namespace buildtool::build
