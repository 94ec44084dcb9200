// What is about an image, between its registry and the store: what `pull --referrers` and `push --referrers` add.
#pragma once

#include "imagetool/registry/resolve.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::archive {

// Of an image that was pulled, or pushed, under this name (copy_referrers.h).
Result<void> pull_referrers(const spec::layout::Store& store, registry::Transport& transport,
                            const registry::Settings& settings, const spec::image::Reference& reference,
                            transfer::Progress& progress);
Result<void> push_referrers(const spec::layout::Store& store, registry::Transport& transport,
                            const registry::Settings& settings, const spec::image::Reference& reference,
                            transfer::Progress& progress);

}  // namespace imagetool::archive
