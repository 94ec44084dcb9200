// Bundles that keep unpacked layers: files in roots/, each naming a bundle's
// config.json and layers. When that config.json is gone, so is the root.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/layer_id.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace spec::layout {

struct Root {
  std::string config;  // absolute path of the bundle's config.json
  std::vector<LayerId> layers;
  std::string image;  // the digest of the manifest, for people; may be empty
};

// Durable when it returns. Before the bundle is used, and while a lease holds
// its layers; config.json must be there already. One root a path: a second
// replaces the first.
Result<void> add_root(const Lease& lease, const Root& root);
// Those whose config.json is there, or may be (only "no such file" counts as gone).
Result<std::vector<Root>> list_roots(const Store& store);
// Of whoever has removed its config.json. Missing is fine.
Result<void> remove_root(const Store& store, const std::string& config);
// Removes those whose config.json is gone. The index lock must be held exclusively.
Result<void> remove_dead_roots(const Store& store);

}  // namespace spec::layout
