// ChainIDs: the identity of a layer applied on those below it (image-spec
// config.md, "Layer ChainID").
#pragma once

#include <vector>

#include "spec/image/digest.h"

namespace spec::image {

// The ChainID of a layer on a chain; `parent` is empty for the base layer,
// whose ChainID is its DiffID.
Digest chain_id(const Digest& parent, const Digest& diff_id);
// One for each layer, base first.
std::vector<Digest> chain_ids(const std::vector<Digest>& diff_ids);

}  // namespace spec::image
