#include "buildtool/build/result_image.h"

#include <algorithm>

#include "buildtool/build/cache_export.h"
#include "buildtool/build/history.h"
#include "spec/base/timestamp.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/names.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// With SOURCE_DATE_EPOCH nothing of ours is younger; the base's history keeps its times.
void clamp_history(image::ImageConfig& config, const std::vector<image::History>& base, std::int64_t epoch) {
  const std::string limit = format_time({epoch, 0});
  const auto clamp = [&](std::string& text) {
    const std::optional<std::timespec> time = parse_time(text);
    if (!time || time->tv_sec >= epoch) text = limit;
  };
  bool own = false;
  for (std::size_t i = 0; i < config.history.size(); ++i) {
    own = own || i >= base.size() || config.history[i] != base[i];
    if (own) clamp(config.history[i].created);
  }
  clamp(config.created);
}

Result<image::ImageConfig> finished_config(Session& session, const StageState& state) {
  image::ImageConfig config = state.config;
  image::unset(session.options.unset, config.config);
  for (const auto& [name, value] : session.options.labels) config.config.labels[name] = value;
  config.rootfs = {};
  std::vector<std::string> times;
  for (const LayerPtr& layer : state.layers) {
    config.rootfs.diff_ids.push_back(layer->sealed.diff_id);
    times.push_back(layer->created);
  }
  config.created = fill_times(config.history, times);
  if (session.epoch) clamp_history(config, state.base_history, *session.epoch);
  TRY(add_inline_cache(session, state, config));
  return config;
}

// A document that is there already costs no write.
Result<image::Descriptor> put(const layout::Lease& lease, const std::string& text, std::string_view media_type) {
  image::Descriptor descriptor;
  descriptor.media_type = media_type;
  descriptor.digest = image::digest_of(text);
  descriptor.size = text.size();
  TRY(lease.hold({descriptor.digest}));
  const bool there = TRY(lease.store().has(descriptor));
  if (there) return descriptor;
  return layout::put_blob(lease, text, std::string(media_type));
}

Result<void> publish(const layout::Store& store, const std::vector<std::string>& names,
                     const image::Descriptor& target) {
  bool same = true;
  for (const std::string& name : names) {
    const std::optional<layout::NamedImage> known = TRY(layout::find_name(store, name));
    same = same && known && known->target.digest == target.digest;
  }
  if (same) return {};
  return layout::set_names(store, names, target);
}

}  // namespace

Result<ResultImage> store_image(Session& session, const StageState& state) {
  ResultImage result;
  result.manifest.media_type = image::kOciManifest;
  const image::ImageConfig finished = TRY(finished_config(session, state));
  const std::string config = image::write_config(finished);
  result.manifest.config = TRY(put(session.lease, config, image::kOciConfig));
  for (const LayerPtr& layer : state.layers) result.manifest.layers.push_back(layer->sealed.blob);
  for (const std::string& annotation : session.options.annotations) {
    const std::size_t equals = annotation.find('=');
    result.manifest.annotations[annotation.substr(0, equals)] =
        equals == annotation.npos ? "" : annotation.substr(equals + 1);
  }
  const std::string manifest = image::write_manifest(result.manifest);
  result.descriptor = TRY(put(session.lease, manifest, image::kOciManifest));
  result.descriptor.platform = image::normalise(session.platform);
  return result;
}

Result<BuildResult> publish_images(Session& session, std::vector<ResultImage> images,
                                   const std::vector<std::string>& names) {
  progress::Display& display = session.display;
  const progress::StepId shown = display.begin("exporting to image");
  BuildResult result;
  result.images = std::move(images);
  if (result.images.size() == 1) {
    result.target = result.images.front().descriptor;
    result.target.platform.reset();
  } else {
    image::Index index;
    index.media_type = image::kOciIndex;
    for (const ResultImage& one : result.images) index.manifests.push_back(one.descriptor);
    result.target = TRY(put(session.lease, image::write_index(index), image::kOciIndex));
  }
  display.note(shown, "writing image " + result.id().text() + " done");
  // Without a name it can still be found by its ID.
  TRY(publish(session.lease.store(), names.empty() ? std::vector<std::string>{""} : names, result.target));
  for (const std::string& name : names) display.note(shown, "naming to " + name + " done");
  display.done(shown);
  return result;
}

Result<std::vector<std::string>> full_names(const std::vector<std::string>& tags) {
  std::vector<std::string> out;
  for (const std::string& tag : tags) {
    const image::Reference reference = TRY(image::parse_reference(tag));
    out.push_back(reference.text());
  }
  return out;
}

}  // namespace buildtool::build
