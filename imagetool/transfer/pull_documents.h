// The documents of an image: index, manifest and config, from the registry into the store.
#pragma once

#include <optional>

#include "imagetool/registry/resolve.h"
#include "spec/image/config.h"
#include "spec/image/descriptor.h"
#include "spec/image/manifest.h"
#include "spec/image/platform.h"
#include "spec/layout/lease.h"

namespace imagetool::transfer {

struct Documents {
  spec::image::Descriptor target;  // what the name will mean: the manifest, or an index
  spec::image::Manifest manifest;  // the platform's
  spec::image::ImageConfig config;
};

// Each is verified before the next is asked for, written into the store and
// held by the lease. Documents that are there are not asked for. `target` is
// what `resolved` has no document for, because it is in the store. `platform`: the user's choice.
Result<Documents> pull_documents(const spec::layout::Lease& lease, registry::Resolved& resolved,
                                 const spec::image::Descriptor& target,
                                 const std::optional<spec::image::Platform>& platform, const std::string& name);

}  // namespace imagetool::transfer
