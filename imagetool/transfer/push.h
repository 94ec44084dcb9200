// Pushing an image: blobs that the registry lacks, then manifests, then the name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imagetool/registry/resolve.h"
#include "imagetool/transfer/progress.h"
#include "imagetool/transfer/recompress.h"
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
                                     Progress& progress, const std::optional<Recompression>& compression = {});

// The names that the store has of a repository, whatever their tags. None is an error.
Result<std::vector<spec::image::Reference>> all_tags(const spec::layout::Store& store,
                                                     const spec::image::Reference& repository);

}  // namespace imagetool::transfer
