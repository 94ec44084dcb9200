// Unpacked layers: each once, for all images and all tools, in the form that
// overlayfs wants. How they are kept is behind this interface; folders are the
// first form.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/digest.h"
#include "spec/layer/apply.h"
#include "spec/layout/layer_id.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace spec::layout {

struct UnpackedLayer {
  LayerId id;
  std::string folder;  // absolute: a lower folder of an overlay
  std::string link;    // its short name in links_folder(): 127 of them fit into one mount option
};

// A layer on its way into the store. Gone with its owner unless committed.
class PendingLayer {
 public:
  virtual ~PendingLayer() = default;
  // Reads a plain tar to its end. `parents`: the layers below, the lowest
  // first; without them the layer is unpacked for itself, and what is returned
  // says whether that is right (Applied::self_contained). Once.
  virtual Result<layer::Applied> apply(Source& tar, const std::vector<UnpackedLayer>& parents = {}) = 0;
  // Puts it in its place; where another process was faster, that one's is
  // taken. By DiffID only what is self-contained and of that DiffID: the caller
  // has digested what apply() read.
  virtual Result<UnpackedLayer> commit(const LayerId& id) = 0;
  // After apply(): the first thing that is otherwise in a layer of the store
  // ("etc/passwd: other content"), or "".
  virtual Result<std::string> difference(const UnpackedLayer& other) const = 0;
};

class UnpackedLayers {
 public:
  virtual ~UnpackedLayers() = default;
  // The layer by its DiffID, else by its ChainID. Hold both with a lease first.
  virtual Result<std::optional<UnpackedLayer>> find(const image::Digest& diff_id,
                                                    const image::Digest& chain_id) const = 0;
  virtual Result<std::optional<UnpackedLayer>> find(const LayerId& id) const = 0;
  // The lease must outlive what is returned.
  virtual Result<std::unique_ptr<PendingLayer>> begin(const Lease& lease) const = 0;
  // Makes an overlay's upper folder a layer, by moving it: `path` is absolute
  // and on the store's file system (Lease::tmp_path() is). A folder and its
  // diff_upper() tar are the same layer.
  virtual Result<UnpackedLayer> adopt(const Lease& lease, const std::string& path, const LayerId& id) const = 0;
  // The bytes that its files hold, as Docker counts a layer: each regular file
  // once, whatever its number of names. Counted at the first call, then remembered.
  virtual Result<std::uint64_t> size(const UnpackedLayer& layer) const = 0;
  // Lets unpacked layers outlive a power cut: one syncfs(2). Without it they
  // are only unpacked again after the next boot, however that came.
  virtual Result<void> make_durable() const = 0;
  // All that are there; and removal of one. For garbage collection, with the
  // index lock held exclusively, as tidy(), which removes what belongs to none.
  virtual Result<std::vector<LayerId>> list() const = 0;
  virtual Result<void> remove(const LayerId& id) const = 0;
  virtual Result<void> tidy() const = 0;
  // The absolute path of the folder with the short links.
  virtual std::string links_folder() const = 0;
};

// The form for this store and this user. The store must outlive it.
std::unique_ptr<UnpackedLayers> unpacked_layers(const Store& store);

}  // namespace spec::layout
