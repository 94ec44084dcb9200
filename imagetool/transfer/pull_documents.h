// The documents of an image: index, manifests and configs, from the registry into the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imagetool/registry/resolve.h"
#include "spec/image/config.h"
#include "spec/image/descriptor.h"
#include "spec/image/manifest.h"
#include "spec/image/platform.h"
#include "spec/layout/lease.h"

namespace imagetool::transfer {

// Which images of an index: this machine's where neither is said.
struct Wanted {
  std::vector<spec::image::Platform> platforms;
  bool all = false;  // whatever the index names

  bool is_one() const { return !all && platforms.size() <= 1; }
};

struct ImageDocuments {
  spec::image::Manifest manifest;
  // Nothing where this is no container image but an artifact: its config is a blob like its layers.
  std::optional<spec::image::ImageConfig> config;
};

struct Documents {
  spec::image::Descriptor target;  // what the name will mean: a manifest, or an index
  std::vector<ImageDocuments> images;
};

// Each is verified before the next is asked for, written into the store and
// held by the lease. Documents that are there are not asked for. `target` is
// what `resolved` has no document for, because it is in the store.
Result<Documents> pull_documents(const spec::layout::Lease& lease, registry::Resolved& resolved,
                                 const spec::image::Descriptor& target, const Wanted& wanted, const std::string& name);

}  // namespace imagetool::transfer
