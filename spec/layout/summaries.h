// What a list shows of each image: 500 manifests and configs need not be read, nor their layers asked for their
// sizes, to show 500 lines.
//
// STORE/summaries can be thrown away at any time, and whoever has read an image anyway may write it anew; of two at
// once the last one's stays, and what the other knew is read once more. It can say nothing old, since all is known by
// digests, and nothing is said of an image whose documents are not all here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spec/image/digest.h"
#include "spec/layout/store.h"

namespace spec::layout {

struct Summary {
  image::Digest manifest;  // the one for this machine's platform
  image::Digest id;
  std::string created;      // as the config has it
  std::uint64_t bytes = 0;  // of the files in its layers, without:
  struct Packed {
    std::uint64_t bytes = 0;  // of its blob
    image::Digest diff_id;
    image::Digest chain_id;
    bool operator==(const Packed&) const = default;
  };
  std::vector<Packed> packed;  // layers that were not unpacked here
  bool operator==(const Summary&) const = default;
};

// By what the images' names mean: a manifest, or an index.
using Summaries = std::map<image::Digest, Summary>;

// Those of this machine's platform whose documents are here. Where there is nothing, or something damaged: none.
Summaries read_summaries(const Store& store);
// In the place of what is there. Where they cannot be kept, the next one to ask reads the images again.
void write_summaries(const Store& store, const Summaries& summaries);

}  // namespace spec::layout
