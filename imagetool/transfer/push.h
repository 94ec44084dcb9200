// Pushing an image: blobs that the registry lacks, then manifests, then the name.
#pragma once

#include <string>

#include "imagetool/registry/resolve.h"
#include "imagetool/transfer/progress.h"
#include "spec/image/descriptor.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::transfer {

// Pushes what the name means in the store: an index with all its manifests
// where all are here, else this platform's image. Returns the descriptor of
// what the name means in the registry now. Blobs that the registry has are
// not sent; those that it has in another repository, as far as the store's
// names tell, are mounted from there.
Result<spec::image::Descriptor> push(const spec::layout::Store& store, registry::Transport& transport,
                                     const registry::Settings& settings, const spec::image::Reference& reference,
                                     Progress& progress);

}  // namespace imagetool::transfer
