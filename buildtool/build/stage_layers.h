// The layers that a build works on: known ones (of a base image, from the
// cache), and those that it has just made and that become known at the end.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "buildtool/build/sealer.h"
#include "spec/base/result.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/layers.h"

namespace buildtool::build {

struct Layer;
// Shared by every stage that stands on it.
using LayerPtr = std::shared_ptr<Layer>;

struct Layer {
  std::string created;   // RFC 3339
  SealedLayer sealed;    // of a layer just made: only after settle()
  bool of_base = false;  // a base image's

  // What was found or made so far, by StageLayers.
  std::mutex unpacking;  // of what follows
  std::optional<spec::layout::UnpackedLayer> unpacked;
  std::future<Result<SealedLayer>> sealing;  // valid until settled
  std::vector<spec::image::Digest> keys;     // of its cache records; none for a base image's
  spec::image::Digest next;                  // BuildRecord::next
  std::string description;                   // BuildRecord::description

  // Only of a layer that is known by its keys alone: what makes it, once somebody needs its files, and what that made.
  std::function<Result<LayerPtr>()> make;
  LayerPtr whole;
};

// Used by several stages at once.
class StageLayers {
 public:
  // The lease must outlive it.
  StageLayers(const spec::layout::Lease& lease, Sealer& sealer);

  // A layer whose blob is in the store and held.
  LayerPtr known(const SealedLayer& layer, const std::string& created) const;
  // The same of a cache record, which stands under these keys.
  LayerPtr known(const spec::layout::BuildRecord& record, std::vector<spec::image::Digest> keys) const;

  // A step's result without its files: what all that stands on it is known by is known, too, and `make` is only
  // called where that is not enough. What stands on it has no files either.
  static LayerPtr bare(std::vector<spec::image::Digest> keys, const spec::image::Digest& next,
                       const std::string& description, std::function<Result<LayerPtr>()> make);
  // Makes those that are bare, in their place.
  static Result<void> make_whole(std::vector<LayerPtr>& layers);

  // An overlay's upper folder in the lease's tmp(), which nobody changes any
  // more, becomes a layer, and stands in the cache under `keys` once it is settled.
  LayerPtr made(const std::string& folder, const std::string& created, std::vector<spec::image::Digest> keys,
                const spec::image::Digest& next, const std::string& description);

  // The layers as folders, the lowest first; what is not unpacked yet is now.
  Result<std::vector<spec::layout::UnpackedLayer>> unpacked(std::vector<LayerPtr> layers) const;

  // Waits for every layer that was made, moves it into the store and writes its
  // cache records. The folders that unpacked() gave for them are then gone.
  Result<void> settle();

 private:
  Result<void> settle(Layer& layer) const;
  const spec::layout::Lease& lease_;
  std::unique_ptr<spec::layout::UnpackedLayers> store_;
  Sealer& sealer_;
  std::mutex mutex_;
  std::vector<LayerPtr> made_;
};

}  // namespace buildtool::build
