#include "imagetool/transfer/pull.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "imagetool/local/fsck_blobs.h"
#include "imagetool/registry/catalogue.h"
#include "imagetool/transfer/layer_pull.h"
#include "imagetool/transfer/pull_documents.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/chain_id.h"
#include "spec/image/media_type.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/dropped.h"
#include "spec/layout/layers.h"
#include "spec/layout/lease.h"
#include "spec/layout/names.h"
#include "spec/layout/unpack.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

using By = layout::LayerId::By;

// What is left to do for a layer.
struct Work {
  LayerToPull layer;
  bool has_blob = false;
  bool is_unpacked = false;
};

// Layers that can be unpacked: all of them are of a type that we know.
bool can_be_unpacked(const ImageDocuments& image) {
  return image.config &&
         std::all_of(image.manifest.layers.begin(), image.manifest.layers.end(), [](const image::Descriptor& layer) {
           return image::layer_compression(layer.media_type).has_value();
         });
}

Result<std::vector<Work>> look_around(const layout::Lease& lease, const layout::UnpackedLayers& unpacked,
                                      const ImageDocuments& image) {
  const std::vector<image::Digest>& diff_ids = image.config->rootfs.diff_ids;
  const std::vector<image::Digest> chain = image::chain_ids(diff_ids);
  std::vector<Work> all;
  for (std::size_t i = 0; i < diff_ids.size(); ++i) {
    Work work;
    work.layer = {image.manifest.layers[i], diff_ids[i], chain[i], i == 0};
    const image::Descriptor& blob = work.layer.blob;
    TRY(lease.hold({blob.digest}, {{By::kDiff, diff_ids[i]}, {By::kChain, chain[i]}}));
    work.has_blob = TRY(lease.store().has(blob));
    const std::optional<layout::UnpackedLayer> found = TRY(unpacked.find(diff_ids[i], chain[i]));
    work.is_unpacked = found.has_value();
    // What prune --blobs has dropped comes back when its bytes are needed.
    if (found && !work.has_blob) work.has_blob = TRY(layout::dropped_to(lease.store(), blob.digest)).has_value();
    all.push_back(std::move(work));
  }
  return all;
}

// The same for what is kept as it is.
Result<std::vector<Work>> look_for_blobs(const layout::Lease& lease, const ImageDocuments& image) {
  std::vector<image::Descriptor> blobs = image.manifest.layers;
  if (!image.config) blobs.push_back(image.manifest.config);
  std::vector<Work> all;
  for (image::Descriptor& blob : blobs) {
    TRY(lease.hold({blob.digest}));
    Work work;
    work.has_blob = TRY(lease.store().has(blob));
    work.is_unpacked = true;  // nothing is to be done about that
    work.layer.blob = std::move(blob);
    all.push_back(std::move(work));
  }
  return all;
}

// The same blob may stand in an image many times: it is fetched once.
bool is_repeated(const std::vector<Work>& all, std::size_t at) {
  return std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at),
                     [&](const Work& earlier) { return earlier.layer.blob.digest == all[at].layer.blob.digest; });
}

Result<void> fetch(const LayerPull& pull, const Work& work) {
  if (work.is_unpacked) {
    TRY(pull_blob(pull, work.layer.blob));
  } else {
    const Outcome outcome = TRY(pull_layer(pull, work.layer));
    if (outcome == Outcome::kNeedsParents) return {};
  }
  pull.progress.state(work.layer.blob.digest, "Pull complete");
  return {};
}

// Downloads what is missing, `parallel` layers at once, the lowest first.
Result<void> fetch_all(const LayerPull& pull, const std::vector<Work>& all, unsigned parallel) {
  std::vector<const Work*> missing;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Work& work = all[i];
    pull.progress.add(work.layer.blob.digest, work.has_blob ? "Already exists" : "Pulling fs layer");
    if (!work.has_blob && !is_repeated(all, i)) missing.push_back(&work);
  }
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  Result<void> result;
  const auto work_on = [&] {
    while (!pull.stop) {
      const std::size_t mine = next++;
      if (mine >= missing.size()) return;
      Result<void> fetched = fetch(pull, *missing[mine]);
      if (fetched) continue;
      const std::lock_guard lock(mutex);
      if (!pull.stop.exchange(true)) result = std::move(fetched);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(parallel, missing.size()); ++i) others.emplace_back(work_on);
  work_on();
  for (std::thread& other : others) other.join();
  return result;
}

// From a blob that was here. Its bytes are looked at only where it does not give the layer that it should: then a
// damaged one is fetched again. That of a layer that is unpacked already is not looked at; fsck does that.
Result<layout::UnpackedLayer> unpack_here(const LayerPull& pull, const LayerToPull& layer,
                                          const std::vector<layout::UnpackedLayer>& parents) {
  const auto unpack = [&] {
    return layout::unpack_layer(pull.lease, layer.blob, layer.diff_id, layer.chain_id, parents);
  };
  Result<layout::UnpackedLayer> unpacked = unpack();
  if (unpacked || interrupted()) return unpacked;
  const local::BlobState state = TRY(local::check_blob(pull.lease.store(), layer.blob.digest));
  if (state.reason.empty()) return unpacked;
  layout::BlobWriter writer = TRY(layout::BlobWriter::make(pull.lease, layer.blob));
  TRY(pull.repository.get_blob(layer.blob, writer));
  TRY(writer.commit());
  return unpack();
}

// Layers that need those below them, and those whose blobs were here.
Result<void> unpack_rest(const LayerPull& pull, const std::vector<Work>& all) {
  std::vector<layout::UnpackedLayer> parents;
  for (const Work& work : all) {
    const LayerToPull& layer = work.layer;
    std::optional<layout::UnpackedLayer> found = TRY(pull.unpacked.find(layer.diff_id, layer.chain_id));
    if (!found) {
      pull.progress.state(layer.blob.digest, "Extracting");
      found = TRY_STEP("layer " + short_id(layer.blob.digest), unpack_here(pull, layer, parents));
      pull.progress.state(layer.blob.digest, "Pull complete");
    }
    parents.push_back(std::move(*found));
  }
  return {};
}

bool is_for_this_machine(const ImageDocuments& image) {
  const image::Platform actual = image::platform_of(*image.config);
  const image::Platform host = image::host_platform();
  return actual.os == host.os && actual.architecture == host.architecture;
}

// True where a blob was missing. `show`: layers that are here already, too.
Result<bool> pull_layers(const LayerPull& pull, const ImageDocuments& image, bool unpack, bool show,
                         unsigned parallel) {
  Result<std::vector<Work>> found =
      unpack ? look_around(pull.lease, pull.unpacked, image) : look_for_blobs(pull.lease, image);
  const std::vector<Work> work = TRY(std::move(found));
  const bool complete = std::all_of(work.begin(), work.end(), [](const Work& one) { return one.has_blob; });
  const bool unpacked = std::all_of(work.begin(), work.end(), [](const Work& one) { return one.is_unpacked; });
  if (complete && unpacked && !show) return false;
  TRY(fetch_all(pull, work, parallel));
  if (unpack) TRY(unpack_rest(pull, work));
  return !complete;
}

}  // namespace

std::string store_name(const image::Reference& reference) {
  if (!reference.digest.empty()) return concat(reference.name(), '@', reference.digest.text());
  return concat(reference.name(), ':', reference.tag);
}

Result<Pulled> pull(const layout::Store& store, registry::Transport& transport, const registry::Settings& settings,
                    const PullOptions& options, Progress& progress) {
  Pulled pulled;
  pulled.reference = options.reference;
  pulled.name = store_name(options.reference);
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const std::optional<layout::NamedImage> before = TRY(layout::find_name(store, pulled.name));
  image::Digest known;
  if (before) {
    TRY(lease.hold({before->target.digest}));
    if (TRY(store.has(before->target))) known = before->target.digest;
  }
  registry::Resolved resolved = TRY(registry::resolve_manifest(transport, settings, options.reference, known));
  const image::Reference& reference = options.reference;
  progress.say(concat(reference.digest.empty() ? reference.tag : reference.digest.text(), ": Pulling from ",
                      reference.repository));
  const Documents documents =
      TRY(pull_documents(lease, resolved, before ? before->target : image::Descriptor(), options.wanted, pulled.name));
  const std::unique_ptr<layout::UnpackedLayers> unpacked = layout::unpacked_layers(store);
  std::atomic<bool> stop{false};
  const LayerPull layers{*resolved.repository, lease, *unpacked, progress, stop};
  pulled.changed = !before || before->target.digest != resolved.digest;
  for (const ImageDocuments& image : documents.images) {
    const bool unpack = can_be_unpacked(image) && (options.wanted.is_one() || is_for_this_machine(image));
    const bool brought = TRY_STEP(pulled.name, pull_layers(layers, image, unpack, pulled.changed, options.parallel));
    pulled.changed = pulled.changed || brought;
  }
  pulled.digest = resolved.digest;
  if (!before || before->target.digest != resolved.digest) {
    TRY(layout::set_name(store, pulled.name, documents.target));
  }
  return pulled;
}

Result<Pulled> pull_first(const layout::Store& store, registry::Transport& transport,
                          const registry::Settings& settings, const std::vector<image::Reference>& references,
                          PullOptions options, Progress& progress) {
  std::string before;
  for (std::size_t i = 0;; ++i) {
    options.reference = references[i];
    Result<Pulled> pulled = pull(store, transport, settings, options, progress);
    if (pulled || interrupted()) return pulled;
    Error error = std::move(pulled).error();
    if (i + 1 < references.size()) {
      before += concat(before.empty() ? "" : "; ", error.text());
      continue;
    }
    if (!before.empty()) error.hint += concat(error.hint.empty() ? "" : "; ", "before that, ", before);
    return error;
  }
}

Result<bool> pull_all_tags(const layout::Store& store, registry::Transport& transport,
                           const registry::Settings& settings, const PullOptions& options, Progress& progress) {
  const std::vector<std::string> tags = TRY(registry::list_tags(transport, settings, options.reference));
  bool changed = false;
  for (const std::string& tag : tags) {
    PullOptions one = options;
    one.reference.tag = tag;
    const Pulled pulled = TRY(pull(store, transport, settings, one, progress));
    progress.say("Digest: " + pulled.digest.text());
    changed = changed || pulled.changed;
  }
  return changed;
}

void say_outcome(const Pulled& pulled, Progress& progress) {
  progress.say("Digest: " + pulled.digest.text());
  progress.say(concat("Status: ", pulled.changed ? "Downloaded newer image for " : "Image is up to date for ",
                      pulled.reference.familiar()));
}

}  // namespace imagetool::transfer
