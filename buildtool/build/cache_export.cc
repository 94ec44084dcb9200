#include "buildtool/build/cache_export.h"

#include <algorithm>
#include <set>

#include "buildtool/build/cache_config.h"
#include "buildtool/build/mount_export.h"
#include "buildtool/build/process.h"
#include "buildtool/build/result_image.h"
#include "buildtool/build/stage_layers.h"
#include "buildtool/build/step.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

namespace image = spec::image;

namespace {

std::string value(const CachePlace& place, const std::string& key) {
  const auto found = place.attributes.find(key);
  return found == place.attributes.end() ? "" : found->second;
}

void add_records(const Layer& layer, const std::vector<CacheResult>& results, std::vector<CacheRecord>& out) {
  for (const image::Digest& key : layer.keys) out.push_back({key, results, layer.next.text(), layer.description});
}

// The layers of stages that came of steps, each once.
class Collector {
 public:
  void add(const StageState& state) {
    std::int64_t parent = -1;
    for (const LayerPtr& named : state.layers) {
      const Layer& layer = named->whole ? *named->whole : *named;
      if (layer.keys.empty()) continue;  // a base image's
      if (layer.make) {
        add_bare(layer);
        continue;
      }
      const auto [number, is_new] = numbers_.try_emplace(layer.next, static_cast<std::int64_t>(config.layers.size()));
      if (is_new) {
        const SealedLayer& sealed = layer.sealed;
        config.layers.push_back(
            {sealed.blob.digest, parent, {sealed.blob.media_type, sealed.diff_id, sealed.blob.size, layer.created}});
        add_records(layer, {{number->second, layer.created}}, config.records);
        if (blobs_.insert(sealed.blob.digest).second) blobs.push_back(sealed.blob);
      }
      parent = number->second;
    }
  }

  // What the steps are known by, without their layers: enough for those who need no more than what was made from them.
  void add_bare(const StageState& state) {
    for (const LayerPtr& layer : state.layers) add_bare(*layer);
  }

  // The blobs of config.mounts.
  void add_mounts() {
    for (const CacheMountLayer& mount : config.mounts) {
      image::Descriptor blob;
      blob.media_type = mount.about.media_type;
      blob.digest = mount.blob;
      blob.size = mount.about.size;
      if (blobs_.insert(blob.digest).second) blobs.push_back(std::move(blob));
    }
  }

  CacheConfig config;
  std::vector<image::Descriptor> blobs;

 private:
  void add_bare(const Layer& layer) {
    if (layer.keys.empty() || numbers_.contains(layer.next) || !bare_.insert(layer.next).second) return;
    add_records(layer, {}, config.records);
  }

  std::map<image::Digest, std::int64_t> numbers_;
  std::set<image::Digest> blobs_;
  std::set<image::Digest> bare_;
};

// The description as the config of an image manifest, or, for readers that know nothing else, as one of an index's
// blobs.
Result<ResultImage> write_cache(Session& session, const Collector& collector, bool as_image) {
  ResultImage out;
  out.manifest.media_type = image::kOciManifest;
  out.manifest.layers = collector.blobs;
  const std::string config = write_cache_config(collector.config);
  out.manifest.config = TRY(spec::layout::put_blob(session.lease, config, std::string(kCacheConfigType)));
  if (as_image) {
    const std::string manifest = image::write_manifest(out.manifest);
    out.descriptor = TRY(spec::layout::put_blob(session.lease, manifest, std::string(image::kOciManifest)));
    return out;
  }
  image::Index index;
  index.media_type = image::kOciIndex;
  index.manifests = out.manifest.layers;
  index.manifests.push_back(out.manifest.config);
  out.descriptor = TRY(spec::layout::put_blob(session.lease, image::write_index(index), std::string(image::kOciIndex)));
  return out;
}

Result<void> push(Session& session, const std::string& folder, const std::string& reference, progress::StepId shown) {
  const std::string program = TRY(find_program("imagetool", session.options.imagetool));
  Command command;
  command.arguments = {program, "--root", session.options.store, "copy", "--quiet"};
  if (!session.options.tls_verify) command.arguments.push_back("--dest-tls-verify=false");
  command.arguments.insert(command.arguments.end(), {"oci:" + folder + ":latest", "docker://" + reference});
  command.environment = whole_environment();
  const auto output = [&](std::string_view bytes) { session.display.output(shown, bytes); };
  const int status = TRY(run_command(command, session.interrupt, output));
  if (status != 0) return fail("failed to push the cache to " + reference);
  return {};
}

Result<void> export_to(const std::vector<PlatformBuild>& builds, const CachePlace& place, progress::StepId shown) {
  Session& session = *builds.front().session;
  Collector collector;
  for (const PlatformBuild& build : builds) {
    const StageState* target = TRY(build.session->stages.finished(build.graph.target));
    collector.add(*target);
    for (const int index : build.graph.order()) {
      const StageState* stage = TRY(build.session->stages.finished(index));
      if (value(place, "mode") == "max") {
        collector.add(*stage);
      } else {
        collector.add_bare(*stage);
      }
    }
  }
  if (value(place, "mounts") == "true") {
    collector.config.mounts = TRY(seal_mounts(session, shown));
    collector.add_mounts();
  }
  const ResultImage cache = TRY(write_cache(session, collector, value(place, "image-manifest") != "false"));
  const BuildResult result = {{cache}, cache.descriptor};
  const bool is_local = place.type == "local";
  std::string folder = value(place, "dest");
  if (!is_local) folder = TRY(session.new_folder());
  const std::string tag = value(place, "tag").empty() ? "latest" : value(place, "tag");
  TRY(write_layout(session.lease.store(), result, {"cache:" + tag}, folder, Layout::kOci));
  if (is_local) return {};
  return push(session, folder, value(place, "ref"), shown);
}

const char* label_of(const CachePlace& place) {
  return place.type == "local" ? "exporting cache to client directory" : "exporting cache to registry";
}

}  // namespace

Result<void> export_cache(const std::vector<PlatformBuild>& builds) {
  Session& session = *builds.front().session;
  for (const CachePlace& place : session.options.cache.to) {
    if (place.type == "inline") continue;
    const progress::StepId shown = session.display.begin(label_of(place));
    const Result<void> result = export_to(builds, place, shown);
    show_end(session, shown, result);
    if (!result && value(place, "ignore-error") != "true") return result;
  }
  return {};
}

Result<void> add_inline_cache(Session& session, const StageState& state, image::ImageConfig& config) {
  const std::vector<CachePlace>& places = session.options.cache.to;
  const auto is_inline = [](const CachePlace& place) { return place.type == "inline"; };
  if (std::none_of(places.begin(), places.end(), is_inline)) return {};
  // The image's layers go by their numbers in it.
  std::vector<CacheRecord> records;
  std::set<image::Digest> known;
  for (std::size_t i = 0; i < state.layers.size(); ++i) {
    const Layer& layer = *state.layers[i];
    add_records(layer, {{static_cast<std::int64_t>(i), layer.created}}, records);
    known.insert(layer.next);
  }
  for (const int index : session.graph.order()) {
    const StageState* stage = TRY(session.stages.finished(index));
    for (const LayerPtr& layer : stage->layers) {
      if (known.insert(layer->next).second) add_records(*layer, {}, records);
    }
  }
  set_inline_records(config, records);
  return {};
}

}  // namespace buildtool::build
