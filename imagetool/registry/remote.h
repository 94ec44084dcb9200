// One image of a registry, without pulling it.
#pragma once

#include "imagetool/registry/resolve.h"
#include "spec/image/digest.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

// What the name means now: a manifest's digest or an index's.
Result<spec::image::Digest> remote_digest(Transport& transport, const Settings& settings,
                                          const spec::image::Reference& reference);

// Deletes what the name means, by its digest: with it go all tags that mean the same. Returns the digest.
Result<spec::image::Digest> delete_remote(Transport& transport, const Settings& settings,
                                          const spec::image::Reference& reference);

}  // namespace imagetool::registry
